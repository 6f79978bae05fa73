"""Answers each line as it comes."""

from http.server import BaseHTTPRequestHandler


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.send_response(200)
        self.end_headers()
        left = int(self.headers["Content-Length"])
        while left > 0:
            line = self.rfile.readline()
            left -= len(line)
            self.wfile.write(b"<%s>" % line.strip())
