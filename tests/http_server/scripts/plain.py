from http.server import *


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_error(404, "none")


server = HTTPServer(("127.0.0.1", 8000), Handler)
while True:
    server.handle_request()
