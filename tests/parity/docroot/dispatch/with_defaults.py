def main(request, response, greeting="hello", *more, **named):
    return "%s %d %d" % (greeting, len(more), len(named))
