def main(request, response):
    return [("Content-Type", "text/css")], ""
