"""Reads a body word by word, and tells those who wait of each word as soon as it has come."""

PATH = "/http2/pieces"


def main(request, response):
    key = request.GET.first(b"key")
    words = []
    for expected in (b"one", b"two", b"three"):
        word = request.raw_input.read(len(expected))
        words.append(word)
        request.server.stash.put(key, word, PATH)
    return b" ".join(words)
