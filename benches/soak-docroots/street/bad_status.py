def main(request, response):
    response.status = 99999
    return b"of no status"
