"""Leaves a value behind when its response has ended."""
KEY = "6fd9e7ae-3a3a-4b6e-9d0c-5b4a4c1f0f6b"


def handle_headers(frame, request, response):
    if request.method == "GET":
        response.writer.write_headers([], 200)
        response.writer.write_data("ended", last=True)


def main(request, response):
    stash = request.server.stash
    if request.method == "GET":
        stash.put(KEY, "went on", "/")
    else:
        return stash.take(KEY, "/") or "nothing"
