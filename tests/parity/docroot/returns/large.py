def main(request, response):
    block = bytes(range(256)) * 16
    return [("Content-Type", "application/octet-stream")], block * int(request.GET.first(b"blocks"))
