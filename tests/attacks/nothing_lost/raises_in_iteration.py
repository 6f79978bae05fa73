"""An application whose content raises when some has been taken."""


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "1000")])
    yield b"a" * 100
    raise ValueError("half way")
