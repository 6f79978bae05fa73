import time


def main(request, response):
    yield b"begun"
    time.sleep(3600)
