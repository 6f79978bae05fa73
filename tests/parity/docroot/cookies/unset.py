def main(request, response):
    response.set_cookie(b"keep", b"1", path="/kept")
    response.set_cookie(b"drop", b"2")
    response.unset_cookie(request.GET.first(b"name"))
    return repr(response.headers.get("Set-Cookie"))
