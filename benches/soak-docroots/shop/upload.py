"""Reads its body piece by piece, and answers with how long it was and what it hashes to."""

import hashlib

PIECE = 1 << 16


def main(request, response):
    digest, length = hashlib.sha256(), 0
    while piece := request.raw_input.read(PIECE):
        digest.update(piece)
        length += len(piece)
    response.headers.set("Content-Type", "text/plain")
    return f"{length} {digest.hexdigest()}"
