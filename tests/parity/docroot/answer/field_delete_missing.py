def main(request, response):
    del response.headers["X-None"]
