"""A handler class of the standard library's `http.server`.

    curl http://127.0.0.1:8000/applications/handler-class.py -i
    curl http://127.0.0.1:8000/applications/handler-class.py -i -d 'some text'
"""

from http.server import BaseHTTPRequestHandler


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer(b"%s %s\n" % (self.command.encode(), self.path.encode()))

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.answer(self.rfile.read(length).upper() + b"\n")

    def answer(self, content):
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
