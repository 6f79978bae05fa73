def main(request, response):
    return [("Content-Length", "12"), ("Content-Length", request.GET.first(b"length"))], b"twelve bytes"
