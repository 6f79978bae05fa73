import functools


def answer(prefix, request, response):
    return prefix + request.url_parts.query.encode("latin-1")


main = functools.partial(answer, b"query: ")
