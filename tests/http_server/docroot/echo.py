"""Says what a handler sees of its request."""

from http.server import BaseHTTPRequestHandler


class Base(BaseHTTPRequestHandler):
    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        seen = [self.command, self.path, self.request_version, self.requestline, self.headers.items(), body, self.client_address[0],
                self.address_string(), self.close_connection, type(self).__name__]
        content = repr(seen).encode()
        self.send_response(200, "As asked")
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("X-Twice", "one")
        self.send_header("x-twice", "two \xe9")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content[:10])
            self.wfile.flush()
            self.wfile.write(content[10:])


class Handler(Base):
    do_GET = do_HEAD = do_POST = do_SPAM = Base.answer


class Persistent(Handler):
    protocol_version = "HTTP/1.1"

    def do_PUT(self):
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(201)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_DELETE(self):
        self.send_response(204)
        self.end_headers()

    def do_PATCH(self):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for piece in (b"one", b" two", b""):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
