def main(request, response):
    return [("Content-Type", "text/html"), ("X-Custom", "1")], "<!doctype html><p>hi"
