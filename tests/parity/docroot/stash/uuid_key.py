import uuid


def main(request, response):
    # A UUID object is neither text nor bytes.
    request.server.stash.put(uuid.UUID(request.GET.first(b"key").decode("ascii")), "never")
    return b"never"
