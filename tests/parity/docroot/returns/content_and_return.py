def main(request, response):
    response.content = b"overwritten"
    response.status = 418
    return b"returned"
