def main(request, response):
    if request.GET:
    return b"never"
