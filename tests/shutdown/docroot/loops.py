def main(request, response):
    yield b"begun"
    while True:
        pass
