def main(request, response):
    response.status = (int(request.GET.first(b"code")), request.GET.first(b"reason", b""))
    return repr(response.status)
