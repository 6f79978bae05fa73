def main(request, response):
    for number in range(1000):
        print("line %d of many" % number)
    return b"printed"
