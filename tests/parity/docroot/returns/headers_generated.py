def main(request, response):
    return (("X-%d" % number, number) for number in range(3)), b"from a generator"
