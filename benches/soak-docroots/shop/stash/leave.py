"""Leaves a value for `take.py`."""


def main(request, response):
    request.server.stash.put(request.GET.first(b"key"), request.GET.first(b"soak"), path="/soak")
    return b"left"
