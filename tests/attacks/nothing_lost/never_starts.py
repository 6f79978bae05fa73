"""An application that never says how its response begins."""


def application(environ, start_response):
    return [b"content without a head"]
