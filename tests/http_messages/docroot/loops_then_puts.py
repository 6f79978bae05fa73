import time


def main(request, response):
    begun, late = request.url_parts.query.split("&")
    request.server.stash.put(begun, "begun", path="/shared")
    end = time.monotonic() + 4
    while time.monotonic() < end:
        pass
    request.server.stash.put(late, "late", path="/shared")
    return b"looped"
