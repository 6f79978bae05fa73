def main(request, response):
    last = request.headers.get("Last-Event-ID", b"0")
    response.headers.set("Content-Type", "text/event-stream")
    response.headers.set("Cache-Control", "no-store")
    return ["id: %d\ndata: event %d\n\n" % (n, n) for n in range(int(last) + 1, int(last) + 4)]
