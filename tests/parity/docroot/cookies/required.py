def main(request, response):
    return b"value=" + request.cookies.first(b"session").value
