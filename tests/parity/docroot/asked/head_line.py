def main(request, response):
    values = [
        ("method", request.method),
        ("protocol_version", request.protocol_version),
        ("request_path", request.request_path),
        ("request_line", request.request_line),
        ("url", request.url),
        ("url_base", request.url_base),
        ("route_match", request.route_match),
    ]
    return [("Content-Type", "text/plain")], "".join("%s: %r\n" % pair for pair in values)
