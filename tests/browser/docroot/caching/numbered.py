"""Each answer is another one; the query says who may keep it."""

import uuid


def main(request, response):
    headers = [("Content-Type", "text/plain"), ("Cache-Control", request.GET.first(b"policy"))]
    if b"vary" in request.GET:
        headers.append(("Vary", request.GET.first(b"vary")))
    return headers, str(uuid.uuid4())
