"""All fields as they came."""


def main(request, response):
    return "\n".join("%s: %s" % field for field in request.raw_headers.raw_items()).encode("latin-1")
