"""Target, host and fields as the handler finds them."""


def main(request, response):
    fields = sorted("%s=%s" % (name.lower(), value) for name, value in request.raw_headers.raw_items())
    return "|".join([request.method, request.request_path, *fields]).encode("latin-1")
