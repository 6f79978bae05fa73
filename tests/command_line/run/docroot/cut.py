def main(request, response):
    yield b"one "
    raise ValueError("the reason")
