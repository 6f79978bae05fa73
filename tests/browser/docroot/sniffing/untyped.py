def main(request, response):
    return "<!doctype html><title>Untyped</title><body>markup"
