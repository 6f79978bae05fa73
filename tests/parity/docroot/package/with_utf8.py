from wptserve.utils import isomorphic_encode


def main(request, response):
    text = "\u00fcml\u00e4ut"
    response.headers.set("X-Latin", text)
    response.headers.set(b"X-Utf8", text.encode("utf-8"))
    return [(b"Content-Type", b"text/plain; charset=iso-8859-1")], isomorphic_encode(text)
