def main(request, response):
    response.delete_cookie(b"gone")
    return b"deleted"
