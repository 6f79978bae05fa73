def main(request, response):
    # Not written raw: the length contradicts the content that the server itself sends.
    return [("Content-Length", request.GET.first(b"length"))], b"twelve bytes"
