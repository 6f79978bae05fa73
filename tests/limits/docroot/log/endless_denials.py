"""Asks for what it may not have, again and again."""


def main(request, response):
    denied = 0
    for _ in range(20_000):
        try:
            response.writer.write(b"raw")
        except PermissionError:
            denied += 1
    return b"denied %d" % denied
