def main(request, response):
    block = bytearray(4 << 20)
    block[-1] = 1
    return str(sum(block[-1000:]))
