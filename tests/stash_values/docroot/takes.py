"""Takes a value, and says what it is or why it is none."""


def main(request, response):
    try:
        value = request.server.stash.take(request.url_parts.query, path="/crafted")
    except ValueError as error:
        return "ValueError: %s" % error
    return "value: %.100r" % (value,)
