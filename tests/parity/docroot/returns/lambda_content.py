def main(request, response):
    return lambda: b"never: one function is no iterable"
