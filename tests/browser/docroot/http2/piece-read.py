import time

PATH = "/http2/pieces"


def main(request, response):
    for _ in range(3000):
        word = request.server.stash.take(request.GET.first(b"key"), PATH)
        if word is not None:
            return [("Cache-Control", "no-store")], word
        time.sleep(0.01)
    return 504, [], "nothing was read"
