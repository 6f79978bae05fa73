def main(request, response):
    for number in range(1000):
        print("line %d" % number)
    return b"printed"
