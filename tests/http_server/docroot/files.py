"""Serves files, with a type of its own."""

from http.server import SimpleHTTPRequestHandler


class Files(SimpleHTTPRequestHandler):
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".own": "application/x-own"}

    def end_headers(self):
        self.send_header("X-By", "Files")
        super().end_headers()
