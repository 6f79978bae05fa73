def main(request, response):
    for number in range(400):
        print(number, "and so on " * 10)
    return b"flooded"
