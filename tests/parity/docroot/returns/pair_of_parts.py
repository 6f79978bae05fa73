def main(request, response):
    return [("Content-Type", "text/plain")], ["a", "b", "c"]
