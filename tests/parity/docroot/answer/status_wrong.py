def main(request, response):
    response.status = (200, "OK", "too many")
    return b"never"
