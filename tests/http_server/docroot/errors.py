"""Errors and redirects, as asked for by the query."""

from http import HTTPStatus
from http.server import BaseHTTPRequestHandler


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        case = self.path.partition("?")[2]
        if case.isdigit():
            self.send_error(int(case))
        elif case == "text":
            self.send_error(HTTPStatus.NOT_FOUND, "Gone <fishing>", "back & forth")
        elif case == "redirect":
            self.send_response(301)
            self.send_header("Location", "/elsewhere?a=b")
            self.end_headers()
        elif case == "own":
            self.error_message_format = "%(code)d/%(message)s/%(explain)s"
            self.error_content_type = "text/plain"
            self.send_error(418)

    do_HEAD = do_GET
