import traceback


def main(request, response):
    try:
        int("x")
    except ValueError:
        lines = traceback.format_exc().splitlines()
        return "%s ... %s" % (lines[0], lines[-1])
