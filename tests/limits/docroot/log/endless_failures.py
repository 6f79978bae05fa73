import _airlock


def main(request, response):
    for _ in range(20_000):
        _airlock.fail(500, "again")
