from wptserve.utils import isomorphic_decode


def main(request, response):
    code = int(request.GET.first(b"code", b"200"))
    text = request.GET.first(b"text", b"OMG")
    content = request.GET.first(b"content", b"")
    kind = request.GET.first(b"type", b"")
    return (code, isomorphic_decode(text)), [(b"Content-Type", kind), (b"X-Request-Method", request.method)], content
