def main(request, response):
    return [("Content-Type", "text/plain")], str(request.raw_headers)
