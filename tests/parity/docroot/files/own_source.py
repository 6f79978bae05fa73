def main(request, response):
    # A comment that is part of the answer.
    return open(__file__, "rb").read()
