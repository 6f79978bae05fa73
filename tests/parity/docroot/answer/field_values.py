def main(request, response):
    value = request.GET.first(b"value")
    response.headers.set(b"X-Value", value)
    return b"%d" % len(value)
