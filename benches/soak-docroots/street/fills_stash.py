"""Leaves values that nobody takes, until the stash has no room."""

import uuid


def main(request, response):
    for _ in range(64):
        request.server.stash.put(str(uuid.uuid4()), b"x" * (1 << 18))
    return b"there is always room"
