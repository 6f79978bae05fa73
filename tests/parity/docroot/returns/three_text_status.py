def main(request, response):
    return "200", [], b"never: three characters are neither a code nor a pair"
