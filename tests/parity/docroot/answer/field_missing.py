def main(request, response):
    return response.headers["X-None"][0]
