def main(request, response):
    cookie = request.cookies.first(b"a")
    other = request.cookies.first(b"b")
    return repr([cookie == b"ham", cookie == "ham", cookie != b"ham", cookie == other, cookie == cookie.value, cookie is None])
