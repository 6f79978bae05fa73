def main(request, response):
    while True:
        yield b"x" * 65536
