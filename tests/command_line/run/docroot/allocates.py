def main(request, response):
    return b"%d" % len(bytearray(80 << 20))
