"""The smallest answer that still belongs to its request alone."""


def main(request, response):
    response.headers.set("Content-Type", "text/plain")
    return b"small " + request.GET.first(b"soak")
