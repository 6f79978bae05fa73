from resources import gate


def main(request, response):
    gate.open_for_one(request, request.GET.first(b"key"))
    return [("Content-Type", "text/plain"), ("Cache-Control", "no-store")], "open"
