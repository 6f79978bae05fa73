"""A class that fails when its response is over."""

from http.server import BaseHTTPRequestHandler


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        pass

    def finish(self):
        raise ValueError("too late")
