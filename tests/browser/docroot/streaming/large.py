PIECE = bytes(range(256)) * 256


def main(request, response):
    headers = [("Content-Type", "application/octet-stream"), ("X-Sum", sum(PIECE) * 64 % 65521)]
    return headers, (PIECE for _ in range(64))
