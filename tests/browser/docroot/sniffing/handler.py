def main(request, response):
    if b"nosniff" in request.GET:
        response.headers.set("X-Content-Type-Options", "nosniff")
    return [("Content-Type", request.GET.first(b"type"))], "window.ran = true;"
