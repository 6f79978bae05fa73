def main(request, response):
    response.set_cookie("name", request.GET.first(b"value"))
    return b"content"
