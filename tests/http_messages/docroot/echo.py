"""What came: method, target and body."""


def main(request, response):
    target = request.request_path.encode("latin-1")
    return [("Content-Type", "text/plain")], b"%s %s [%s]" % (request.method.encode(), target, request.body)
