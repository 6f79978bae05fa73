"""Names in odd case, in an order of their own, one of them twice."""


def main(request, response):
    response.add_required_headers = False
    return (299, "Odd But Fine"), [
        ("x-ZEBRA", "1"), ("A-first", "2"), ("x-ZEBRA", "3"), ("content-LENGTH", "4"), ("dAtE", "today"), ("X-Empty", ""),
        ("X-Bytes", b"\xe9\xff"), ("Server", "none"), ("connection", "Keep-Alive")], b"body"
