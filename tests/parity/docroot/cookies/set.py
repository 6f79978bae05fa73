def main(request, response):
    name = request.GET.first(b"name", b"cookie")
    value = request.GET.first(b"value", b"plain")
    response.set_cookie(name, value)
    return b"set"
