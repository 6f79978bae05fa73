import time


def pieces():
    for digit in b"0123456789":
        yield bytes([digit]) * 1000
        time.sleep(0.002)


def main(request, response):
    response.headers.set("Content-Length", str(10 * 1000))
    return pieces()
