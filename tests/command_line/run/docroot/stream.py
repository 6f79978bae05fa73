def main(request, response):
    yield b"one "
    yield b"two"
