def main(request, response):
    return [("Content-Type", "text/plain")], "hello from " + request.request_path
