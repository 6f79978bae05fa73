"""Takes memory, and goes on when there is none."""


def main(request, response):
    kept = []
    while True:
        kept.append([kept])
