def main(request, response):
    return b"%d" % len(b"x" * (1 << 30))
