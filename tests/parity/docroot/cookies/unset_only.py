def main(request, response):
    response.set_cookie(b"drop", b"2")
    response.unset_cookie(b"drop")
    return repr("Set-Cookie" in response.headers)
