"""Counts what comes."""
total = 0
calls = 0


def handle_data(frame, request, response):
    global total, calls
    total += len(frame.data)
    calls += 1


def main(request, response):
    return "%d bytes, in pieces: %s, body: %d" % (total, calls > 1, len(request.body))
