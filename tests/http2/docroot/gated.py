import time


def main(request, response):
    """One piece, and another when the gate was opened."""
    def pieces():
        yield b"before"
        while not request.server.stash.take(request.url_parts.query, "/gate"):
            time.sleep(0.01)
        yield b"after"

    return [("Content-Type", "text/plain")], pieces()
