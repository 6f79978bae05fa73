def main(request, response):
    response.set_cookie(b"a", b"1")
    response.set_cookie(b"b", b"2", path="/x")
    response.set_cookie(b"a", b"3")
    return [("Set-Cookie", "by=hand")], repr(response.headers.get("Set-Cookie"))
