from http.server import *


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_error(404, "none")


while True:
    HTTPServer(("127.0.0.1", 8000), Handler).handle_request()
