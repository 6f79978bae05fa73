def main(request, response):
    return ((b"%06d" % number) * 1000 for number in range(200))
