def main(request, response):
    response.status = int(request.GET.first(b"code"))
    response.headers.set("ETag", '"abc"')
