"""Cross-origin requests: OPTIONS asks for leave, the request proper shows it to the browser.

    curl -i -X OPTIONS -H 'Origin: https://a.example' -H 'Access-Control-Request-Method: PUT' -H 'Access-Control-Request-Headers: x-probe' 'http://127.0.0.1:8000/cors/preflight.py'
    curl -i -X PUT -H 'Origin: https://a.example' -d 'x' 'http://127.0.0.1:8000/cors/preflight.py'
"""


def main(request, response):
    origin = request.headers.get(b"Origin")
    if origin is None:
        return 400, [("Content-Type", "text/plain")], "Not a cross-origin request: no Origin.\n"

    response.headers.set("Access-Control-Allow-Origin", origin)
    response.headers.set("Vary", "Origin")
    if request.method == "OPTIONS":
        wanted = request.headers.get(b"Access-Control-Request-Headers", b"")
        leave = [
            ("Access-Control-Allow-Methods", "GET, PUT"),
            ("Access-Control-Allow-Headers", wanted),
            ("Access-Control-Max-Age", 60),
        ]
        return 204, leave, b""

    response.headers.set("Access-Control-Expose-Headers", "X-Method")
    return [("X-Method", request.method), ("Content-Type", "text/plain")], b"Hello, %s.\n" % origin
