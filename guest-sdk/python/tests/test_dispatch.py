import unittest

from support import answer, answer_main

REQUIRED = b"Server: S\r\nDate: D\r\n"


class ReturnValueTest(unittest.TestCase):
    def test_what_reaches_the_wire(self):
        for body, wire in (
            (
                "return 201, [('X-A', 1), (b'x-a', b'2'), ('B', '\\xe9')], 'h\\xe9'",
                b"HTTP/1.1 201 Created\r\nX-A: 1\r\nX-A: 2\r\nB: \xe9\r\n"
                + REQUIRED
                + b"Content-Length: 3\r\n\r\nh\xc3\xa9",
            ),
            ("return [('A', 'b')], b'x'", b"HTTP/1.1 200 OK\r\nA: b\r\n" + REQUIRED + b"Content-Length: 1\r\n\r\nx"),
            ("return b'x'", b"HTTP/1.1 200 OK\r\n" + REQUIRED + b"Content-Length: 1\r\n\r\nx"),
            ("return ''", b"HTTP/1.1 200 OK\r\n" + REQUIRED + b"Content-Length: 0\r\n\r\n"),
            ("pass", b"HTTP/1.1 200 OK\r\n" + REQUIRED + b"\r\n"),
            (
                "return (404, 'Gone fishing'), [], b''",
                b"HTTP/1.1 404 Gone fishing\r\n" + REQUIRED + b"Content-Length: 0\r\n\r\n",
            ),
            ("return 299, [], b''", b"HTTP/1.1 299 \r\n" + REQUIRED + b"Content-Length: 0\r\n\r\n"),
            ("return '413', [], b''", None),
            ("response.status = 416", b"HTTP/1.1 416 Requested Range Not Satisfiable\r\n" + REQUIRED + b"\r\n"),
            ("response.status = (200, b'\\xff')", b"HTTP/1.1 200 \xff\r\n" + REQUIRED + b"\r\n"),
            (
                "response.headers.set('A', 'b')\nreturn [('a', 'c'), ('D', 'e')], b'x'",
                b"HTTP/1.1 200 OK\r\nA: b\r\nA: c\r\nD: e\r\n" + REQUIRED + b"Content-Length: 1\r\n\r\nx",
            ),
            (
                "response.headers = [('A', 'b'), ('A', 5)]\nresponse.content = 'x'",
                b"HTTP/1.1 200 OK\r\nA: b\r\nA: 5\r\n" + REQUIRED + b"Content-Length: 1\r\n\r\nx",
            ),
            ("response.add_required_headers = False\nreturn [('A', 'b')], b'x'", b"HTTP/1.1 200 OK\r\nA: b\r\n\r\nx"),
            (
                "return [('Content-Length', '1'), ('Server', 'own')], b'x'",
                b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nServer: own\r\nDate: D\r\n\r\nx",
            ),
            (
                "response.encoding = 'utf-16-le'\nreturn 'x'",
                b"HTTP/1.1 200 OK\r\n" + REQUIRED + b"Content-Length: 2\r\n\r\nx\0",
            ),
            (
                "return [b'a', 'b', '', None, lambda: b'c', lambda: None]",
                b"HTTP/1.1 200 OK\r\n" + REQUIRED + b"\r\nabc",
            ),
            ("import io\nreturn io.BytesIO(b'file')", b"HTTP/1.1 200 OK\r\n" + REQUIRED + b"\r\nfile"),
            ("import io\nreturn io.StringIO('\\xe9')", b"HTTP/1.1 200 OK\r\n" + REQUIRED + b"\r\n\xc3\xa9"),
            ("import io\nreturn [b'a', io.BytesIO(b'file')]", b"HTTP/1.1 200 OK\r\n" + REQUIRED + b"\r\nafile"),
        ):
            with self.subTest(body):
                host = answer_main(body)
                if wire is None:
                    self.assertEqual(host.calls[0][:2], ("fail", 500))
                else:
                    self.assertEqual(host.wire, wire)

    def test_one_call_for_a_whole_response(self):
        host = answer_main("return 200, [(b'A', b'b')], b'x'")
        self.assertEqual(host.calls, [("send", 200, b"OK", [(b"A", b"b")], b"x", True)])

    def test_pieces(self):
        host = answer_main("return (piece for piece in 'ab')")
        self.assertEqual([call[0] for call in host.calls], ["start", "write", "write", "finish"])

    def test_client_that_leaves_ends_the_pieces(self):
        def leave(host):
            host.client_gone = True

        host = answer_main("def endless():\n    while True:\n        yield b'x'\nreturn endless()", prepare=leave)
        self.assertEqual([call[0] for call in host.calls], ["start"])

    def test_head(self):
        for body in ("return b'content'", "return [b'content']"):
            self.assertTrue(answer_main(body, method="HEAD").wire.endswith(b"\r\n\r\n"))
        host = answer_main("response.send_body_for_head_request = True\nreturn b'content'", method="HEAD")
        self.assertEqual([call[0] for call in host.calls], ["write_raw"] * 2)
        self.assertTrue(host.wire.endswith(b"Content-Length: 7\r\n\r\ncontent"))

    def test_framing_of_ones_own_is_raw(self):
        host = answer_main("return [('Transfer-Encoding', 'chunked')], '0\\r\\n\\r\\n'")
        self.assertEqual({call[0] for call in host.calls}, {"write_raw"})
        self.assertRegex(
            host.wire,
            rb"(?s)^HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nServer: \S+\r\n"
            rb"Date: \w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT\r\nContent-Length: 5\r\n\r\n0\r\n\r\n$",
        )

    def test_environment(self):
        host = answer(
            "def main(request, response):\n"
            "    return repr((__name__, __file__, sorted(k for k in globals() if k != '__builtins__')))"
        )
        self.assertTrue(host.wire.endswith(b"('builtins', '/docroot/handler.py', ['__file__', 'main'])"))

    def test_decorators(self):
        host = answer(
            "from wptserve.handlers import json_handler\n@json_handler\ndef main(request, response):\n"
            "    return 404, [('A', 'b')], {'a': 1}\n"
        )
        self.assertEqual(
            host.calls[0][1:5],
            (
                404,
                b"Not Found",
                [(b"Content-Type", b"application/json"), (b"Content-Length", b"8"), (b"A", b"b")],
                b'{"a": 1}',
            ),
        )


if __name__ == "__main__":
    unittest.main()
