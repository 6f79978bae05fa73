"""Takes what `leave.py` has left."""


def main(request, response):
    value = request.server.stash.take(request.GET.first(b"key"), path="/soak")
    return b"nothing" if value is None else b"took " + value
