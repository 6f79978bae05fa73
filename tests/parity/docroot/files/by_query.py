import os


def main(request, response):
    name = request.GET.first(b"name")
    path = os.path.join(os.path.dirname(__file__).encode("utf-8"), b"shelf", name)
    return [("Content-Type", "application/octet-stream")], open(path, "rb").read()
