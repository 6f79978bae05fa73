import time


def main(request, response):
    def pieces():
        yield "first"
        time.sleep(50)
        yield "second"

    return [("Content-Type", "text/plain")], pieces()
