def main(request, response):
    return [("X-Wide", "\u20ac")], b"never: a header value is Latin-1"
