def main(request, response):
    response.add_required_headers = False
    response.headers.set("Content-Length", 4)
    return b"four"
