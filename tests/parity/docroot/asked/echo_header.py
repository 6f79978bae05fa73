from wptserve.utils import isomorphic_decode


def main(request, response):
    value = request.headers.get(b"X-Echo", b"none")
    response.headers.set(b"X-Echoed", value)
    return [(b"Content-Type", b"text/plain")], isomorphic_decode(value)
