"""Fills memory with a pattern and gives it back. The query is how many MiB; with `&look` it then looks for it itself,
which shows that it can be found."""

import looks


def main(request, response):
    mebibytes, _, then = request.url_parts.query.partition("&")
    pattern = looks.pattern() * (int(mebibytes) << 14)
    length = len(pattern)
    end = id(pattern) + length
    del pattern
    if then == "look":
        return str(looks.count(end))
    return str(length)
