def main(request, response):
    return int(request.GET.first(b"status")), [("Content-Type", "text/plain")], "content"
