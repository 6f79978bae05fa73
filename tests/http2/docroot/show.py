import json


def main(request, response):
    """Says what the handler sees of the request."""
    text = {name.decode(): value.decode() for name, value in request.headers.iteritems()}
    response.headers.set("Content-Type", "application/json")
    response.headers.set("X-Mixed-Case", "kept")
    response.headers.set("Connection", "close")
    return json.dumps({
        "method": request.method,
        "protocol_version": request.protocol_version,
        "request_line": request.request_line,
        "request_path": request.request_path,
        "url": request.url,
        "headers": text,
        "raw_headers": list(request.raw_headers.keys()),
        "cookies": {name.decode(): cookies[0].value.decode() for name, cookies in request.cookies.items()},
        "query": {name.decode(): request.GET.first(name).decode() for name in request.GET},
        "body": request.body.decode(),
    })
