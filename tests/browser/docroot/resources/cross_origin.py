"""Leave for pages of any origin to see an answer, with their cookies."""


def allow(request, response):
    origin = request.headers.get(b"Origin")
    if origin is not None:
        response.headers.set("Access-Control-Allow-Origin", origin)
        response.headers.set("Access-Control-Allow-Credentials", "true")
        response.headers.set("Vary", "Origin")
