import mimetypes
import os


def main(request, response):
    name = request.GET.first(b"name").decode()
    kind, _ = mimetypes.guess_type(name)
    path = os.path.join(os.path.dirname(__file__), "shelf", name)
    return [("Content-Type", kind or "application/octet-stream"), ("Content-Length", os.stat(path).st_size)], open(path, "rb")
