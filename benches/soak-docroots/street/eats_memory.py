def main(request, response):
    eaten = []
    while True:
        eaten.append(bytearray(1 << 20))
