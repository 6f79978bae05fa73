"""Handler classes of `http.server`: what they answer here, against what a server of the standard library sends over a socket."""

import contextlib
import http.server
import io
import re
import socket
import threading
import unittest

from support import DocrootImports, answer

IMPORT = "from http.server import *\n"
ECHO = IMPORT + """
class Echo(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200, "Fine")
        self.send_header("X-Path", self.path)
        self.end_headers()
        self.wfile.write(repr((self.command, self.request_version, self.requestline, self.headers.items())).encode())
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response_only(201)
        self.send_header("Content-Length", len(body))
        self.end_headers()
        self.wfile.write(body[:2])
        self.wfile.flush()
        self.wfile.write(body[2:])
    do_SPAM = do_GET
    def do_HEAD(self):
        self.send_error(404, "Gone fishing", "for a <while>")
"""


def quiet():
    """For what handlers log."""
    return contextlib.redirect_stderr(io.StringIO())


def from_socket(source, request):
    """What the class that the source leaves as the last one answers to the bytes of a request, in a server of its own."""
    environment = {}
    exec(source, environment)
    handler = [value for value in environment.values() if isinstance(value, type) and value.__module__ == "builtins"
               and issubclass(value, http.server.BaseHTTPRequestHandler)][-1]
    with http.server.HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        with socket.create_connection(server.server_address) as connection:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            response = b"".join(iter(lambda: connection.recv(65536), b""))
        thread.join()
    return response


def undated(wire):
    return re.sub(rb"Date: [^\r]*", b"Date: D", wire)


class SameAsOverSocketTest(unittest.TestCase):
    def same(self, source, method="GET", target="/a?b=%20c", fields=((b"Host", b"a.test"),), body=b"", minor=1):
        request = b"%s %s HTTP/1.%d\r\n%s\r\n%s" % (
            method.encode(), target.encode(), minor, b"".join(b"%s: %s\r\n" % field for field in fields), body)
        with quiet():
            expected = undated(from_socket(source, request))
            host = answer(source, target, method=method, fields=fields, body=body, minor=minor)
        self.assertTrue(expected)
        self.assertEqual(undated(host.wire), expected)
        self.assertEqual({call[0] for call in host.calls}, {"write_message"})

    def test_methods(self):
        for method in ("GET", "SPAM", "HEAD", "PUT"):
            for minor in (0, 1):
                for protocol in ("", "    protocol_version = 'HTTP/1.1'\n"):
                    with self.subTest(method=method, minor=minor, protocol=protocol):
                        self.same(ECHO + protocol, method, minor=minor)

    def test_fields(self):
        self.same(ECHO, fields=((b"host", b"a"), (b"X-Twice", b"1"), (b"x-twice", b"2"), (b"X-Latin", b"\xe9"), (b"X-Empty", b"")))

    def test_body(self):
        self.same(ECHO, "POST", fields=((b"Content-Length", b"6"),), body=b"abcdef")

    def test_expect(self):
        for protocol in ("", "    protocol_version = 'HTTP/1.1'\n"):
            self.same(ECHO + protocol, "POST", fields=((b"Content-Length", b"2"), (b"Expect", b"100-continue")), body=b"xy")

    def test_refused_expectation(self):
        self.same(ECHO + "    protocol_version = 'HTTP/1.1'\n    def handle_expect_100(self):\n"
                  "        self.send_error(417)\n        return False\n", "POST", fields=((b"Expect", b"100-continue"),))

    def test_chunks(self):
        source = ECHO + "    def do_PUT(self):\n        self.send_response(200)\n        self.end_headers()\n        " \
            "for _ in range(%d): self.wfile.write(self.rfile.readline())\n"
        body = b"5\r\nab\ncd\r\n0\r\n\r\n"
        fields = ((b"Transfer-Encoding", b"chunked"),)
        with quiet():
            host = answer(source % 5, method="PUT", fields=fields, body=b"ab\ncd")
            expected = from_socket(source % 5, b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + body)
        self.assertEqual(undated(host.wire), undated(expected))
        self.assertTrue(host.wire.endswith(body))

    def test_buffers_and_attributes(self):
        for attributes in ("rbufsize = 0", "wbufsize = -1", "wbufsize = 100", "timeout = 5", "disable_nagle_algorithm = True",
                           "server_version = 'A/1'", "sys_version = ''", "error_message_format = '%(code)d %(message)s'",
                           "error_content_type = 'text/plain'", "responses = {200: ('Good', '')}",
                           "def version_string(self): return 'V'", "def date_time_string(self, t=None): return 'D'",
                           "def log_request(self, code='-', size='-'): self.wfile.write(b'')",
                           "def setup(self):\n        super().setup()\n        self.extra = 1",
                           "def finish(self):\n        self.wfile.write(b'end')\n        super().finish()",
                           "def handle(self): self.handle_one_request()"):
            for method in ("GET", "HEAD"):
                with self.subTest(attributes, method=method):
                    self.same(ECHO + "    " + attributes + "\n", method)

    def test_connection_as_a_socket(self):
        self.same(IMPORT + """
class Raw(BaseHTTPRequestHandler):
    def handle(self):
        self.request.settimeout(3)
        head = b""
        while b"\\r\\n\\r\\n" not in head:
            head += self.request.recv(1)
        buffer = bytearray(4)
        count = self.connection.recv_into(memoryview(buffer), 3)
        file = self.request.makefile("rwb")
        self.request.sendall(b"HTTP/1.0 200 OK\\r\\n\\r\\n" + head + repr((count, buffer, self.request.gettimeout())).encode())
        file.write(file.read())
        file.flush()
        with self.request.makefile("w") as text:
            text.write("text \\xe9")
        self.request.shutdown(2)
        self.request.close()
""", "POST", body=b"abcdef")


class HereAloneTest(unittest.TestCase):
    def answer(self, source, **named):
        with quiet():
            return answer(source, **named)

    def test_unread_body_is_no_request(self):
        host = self.answer(ECHO + "    protocol_version = 'HTTP/1.1'\n    def do_PUT(self):\n        self.send_response(204)\n"
                           "        self.end_headers()\n", method="PUT", body=b"GET / HTTP/1.1\r\n\r\n")
        self.assertEqual(host.wire.count(b"HTTP/1.1"), 1)

    def test_http2(self):
        host = self.answer(ECHO, minor=2, fields=[(b":method", b"GET"), (b":authority", b"a.test"), (b":path", b"/"),
                                                  (b"cookie", b"a=b"), (b"x-a", b"1"), (b"cookie", b"c=d")])
        self.assertIn(b"('GET', 'HTTP/1.1', 'GET /handler.py HTTP/1.1', [('Host', 'a.test'), ('x-a', '1'), ('cookie', 'a=b; c=d')])",
                      host.wire)

    def test_http2_body_without_length(self):
        host = self.answer(ECHO + "    def do_PUT(self):\n        self.send_response(200)\n        self.end_headers()\n"
                           "        self.wfile.write(self.headers['Transfer-Encoding'].encode() + self.rfile.read())\n",
                           method="PUT", minor=2, fields=[(b":authority", b"a")], body=b"xy")
        self.assertTrue(host.wire.endswith(b"chunked2\r\nxy\r\n0\r\n\r\n"))

    def test_server(self):
        host = self.answer(IMPORT + """
class H(BaseHTTPRequestHandler):
    def do_GET(self):
        s = self.server
        self.send_response(200)
        self.end_headers()
        self.wfile.write(repr((isinstance(s, HTTPServer), s.server_address, s.server_name, s.server_port, s.timeout, s.RequestHandlerClass is H,
                               self.client_address, self.address_string(), self.connection is self.request,
                               self.request.getsockname(), self.request.getpeername())).encode())
        s.shutdown
""")
        self.assertTrue(host.wire.endswith(
            b"(True, ('127.0.0.1', 8000), '127.0.0.1', 8000, None, True, ('127.0.0.1', 50000), '127.0.0.1', True, "
            b"('127.0.0.1', 8000), ('127.0.0.1', 50000))"), host.wire)

    def test_failures(self):
        for body, text in (("1 / 0", "ZeroDivisionError"), ("pass", "the class H sent no response"),
                           ("raise FileNotFoundError('x')", "FileNotFoundError"), ("import sys; sys.exit(3)", "SystemExit")):
            with self.subTest(body):
                host = self.answer(IMPORT + "class H(BaseHTTPRequestHandler):\n    def do_GET(self):\n        %s\n" % body)
                self.assertEqual([call[:2] for call in host.calls], [("fail", 500)])
                self.assertIn(text, host.calls[0][2])

    def test_failure_after_the_head(self):
        host = self.answer(ECHO + "    def do_PUT(self):\n        self.do_GET()\n        1 / 0\n", method="PUT")
        self.assertEqual([call[0] for call in host.calls], ["write_message", "write_message", "fail"])

    def test_client_that_leaves(self):
        def leave(host):
            host.client_gone = True

        seen = ECHO + """
    def do_PUT(self):
        self.send_response(200)
        try:
            self.end_headers()
        except BrokenPipeError as error:
            print(isinstance(error, ConnectionError), file=self.server.seen)
            raise
    def finish(self):
        super().finish()
        print("finished", file=self.server.seen)
import io
HTTPServer.seen = io.StringIO()
"""
        with quiet():
            host = answer(seen, method="PUT", prepare=leave)
        self.assertEqual(http.server.HTTPServer.seen.getvalue(), "True\nfinished\n")
        self.assertEqual([call[0] for call in host.calls], ["write_message"])
        del http.server.HTTPServer.seen


class WhichClassTest(DocrootImports):
    def who(self, source, files=None):
        with quiet():
            host = answer(source, files=files)
        return host.wire.partition(b"\r\n\r\n")[2].decode()

    CLASS = "class %s(%s):\n    def do_GET(self):\n        self.send_response(200)\n        self.end_headers()\n" \
            "        self.wfile.write(type(self).__name__.encode())\n"

    def test_defined(self):
        base = "BaseHTTPRequestHandler"
        files = {"given.py": IMPORT + self.CLASS % ("Given", base)}
        for classes, who in (
            ([("A", base)], "A"), ([("A", base), ("B", "A")], "B"), ([("A", base), ("B", base)], "B"),
            ([("A", base), ("B", base), ("C", "A")], "C"), ([("A", base), ("B", "A"), ("C", base)], "C"),
            ([("A", "Given")], "A"), ([], "Given"),
        ):
            with self.subTest(classes):
                source = IMPORT + "from given import Given\n" + "".join(self.CLASS % pair for pair in classes)
                self.assertEqual(self.who(source, files), who)
        self.assertEqual(self.who(IMPORT + self.CLASS % ("A", base) + "B = A\n"), "A")

    def test_none(self):
        for source in (IMPORT, "from http.server import BaseHTTPRequestHandler as main_class\n",
                       "from wsgiref.simple_server import WSGIRequestHandler\nclass Quiet(WSGIRequestHandler): pass\n"):
            host = answer(source)
            self.assertIn("no BaseHTTPRequestHandler class", host.logged[0][1])

    def test_main_comes_first(self):
        host = answer(IMPORT + self.CLASS % ("A", "BaseHTTPRequestHandler") + "def main(request, response): return b'main'\n")
        self.assertTrue(host.wire.endswith(b"main"))


if __name__ == "__main__":
    unittest.main()
