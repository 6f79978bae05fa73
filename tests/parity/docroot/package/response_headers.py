from wptserve.response import ResponseHeaders


def main(request, response):
    headers = ResponseHeaders()
    headers.update([("B", 1), ("A", "2"), ("b", b"3")])
    return repr((list(headers), headers.get("B"), "a" in headers, str(headers) != ""))
