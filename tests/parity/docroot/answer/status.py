def main(request, response):
    response.status = int(request.GET.first(b"code"))
    return b"status %d" % response.status[0]
