def main(request, response):
    response.headers.set("X-A", "b")
    response.content = (1 / divisor for divisor in [1, 0])
