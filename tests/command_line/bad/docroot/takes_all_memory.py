kept = bytearray(1 << 30)


def main(request, response):
    return b""
