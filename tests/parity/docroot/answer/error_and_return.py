def main(request, response):
    response.set_error(403, "no")
    return b"returned: the length is that of the error"
