def main(request, response):
    return (("Content-Type", "text/plain"), ("X-A", "b")), b"a tuple of tuples"
