def main(request, response):
    response.status = int(request.GET.first(b"code"))
    return b"a body that may not be"
