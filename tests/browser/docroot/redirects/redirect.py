def main(request, response):
    return int(request.GET.first(b"status")), [("Location", request.GET.first(b"to")), ("Cache-Control", "no-store")], ""
