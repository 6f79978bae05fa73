def main(request, response):
    raise ValueError("for the log")
