"""One event, and the end. The id is the last one that the client has seen, and one more."""


def main(request, response):
    last = request.headers.get(b"Last-Event-ID", b"nothing").decode("latin-1")
    return [("Content-Type", "text/event-stream")], "retry: 10\nid: %s-1\ndata: after %s\n\n" % (last, last)
