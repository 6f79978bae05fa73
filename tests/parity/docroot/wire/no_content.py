def main(request, response):
    return int(request.GET.first(b"code")), [("X-A", "b")], b""
