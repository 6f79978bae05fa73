def main(request, response):
    return request.headers["X-Nobody-Sent-This"]
