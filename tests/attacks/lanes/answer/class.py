

from http.server import BaseHTTPRequestHandler


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        status, reason, fields, content = answer()
        self.send_response(status, reason)
        for name, value in fields:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
