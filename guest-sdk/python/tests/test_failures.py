import unittest

from support import answer, answer_main

REQUIRED = b"Server: S\r\nDate: D\r\n"


class FailureTest(unittest.TestCase):
    """What becomes of a handler that does not work."""

    def test_failed(self):
        def main(body):
            return "def main(request, response):\n    " + body

        for source, text in (
            ("x = 1", "No main function in script /docroot/handler.py"),
            ("def handle_headers(frame, request, response): pass", "No main function"),
            ("main = None", "TypeError"),
            ("def main(): pass", "TypeError"),
            ("1 / 0", "ZeroDivisionError"),
            ("def main(:", "SyntaxError"),
            ("import nonexistent_module", "ModuleNotFoundError: No module named 'nonexistent_module'"),
            (main("1 / 0"), 'File "/docroot/handler.py", line 2, in main\n'),
            (main("open('/nonexistent/file')"), "FileNotFoundError"),
            (main("return 1, 2, 3, 4"), "tuple of 4"),
            (main("return ()"), "tuple of 0"),
            (main("return (1, 2, 3), [], b''"), "ValueError"),
            (main("return [('A',)], b''"), "ValueError"),
            (main("return [('A', None)], b''"), "TypeError"),
            (main("return [('A', '\\u20ac')], b''"), "UnicodeEncodeError"),
            (main("response.headers.set('A', request.headers.get('Origin'))"), "TypeError"),
            (main("raise SystemExit(3)"), "SystemExit: 3"),
            (main("raise KeyboardInterrupt"), "KeyboardInterrupt"),
            (main("raise GeneratorExit"), "GeneratorExit"),
            (main("raise MemoryError"), "MemoryError"),
            (main("main(request, response)"), "RecursionError"),
            (main("raise BaseException('odd')"), "BaseException: odd"),
            (main("class E(Exception):\n        def __str__(self): raise SystemExit\n    raise E"), "E"),
        ):
            with self.subTest(source):
                host = answer(source)
                self.assertEqual([call[:2] for call in host.calls], [("fail", 500)])
                self.assertIn(text, host.calls[0][2])
                self.assertEqual(host.wire, b"")

    def test_traceback_shows_the_handler_and_not_the_runtime(self):
        text = answer("def inner():\n    raise ValueError('why')\ndef main(request, response):\n    inner()\n").calls[
            0
        ][2]
        self.assertTrue(
            text.startswith('Traceback (most recent call last):\n  File "/docroot/handler.py", line 4, in main\n')
        )
        self.assertTrue(text.endswith("ValueError: why\n"))
        self.assertNotIn("dispatch.py", text)

    def test_deep_recursion_is_short(self):
        text = answer("def f(): g()\ndef g(): f()\ndef main(request, response): f()").calls[0][2]
        self.assertLess(len(text), 65 * 1024)

    def test_http_exception(self):
        for arguments, status, message in (
            ("404", b"404 Not Found", b"404"),
            ("418, 'tea'", b"418 ", b"(418, 'tea')"),
            ("302, 'x'", b"302 Found", b"(302, 'x')"),
        ):
            with self.subTest(arguments):
                host = answer(
                    "from wptserve.utils import HTTPException\ndef main(request, response):\n"
                    "    response.headers.set('A', 'b')\n"
                    "    raise HTTPException(%s)" % arguments
                )
                code = status[:3]
                content = b'{"error": {"code": %s, "message": "%s"}}' % (code, message)
                self.assertEqual(
                    host.wire,
                    b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%s\r\n%s"
                    % (status, len(content), REQUIRED, content),
                )

    def test_http_exception_of_the_server(self):
        host = answer(
            "from wptserve.handlers import HTTPException\ndef main(request, response):\n    try:\n        1 / 0\n"
            "    except ZeroDivisionError as error:\n        raise HTTPException(503) from error"
        )
        self.assertEqual(host.calls[0][:2], ("fail", 503))
        self.assertTrue(host.calls[0][2].endswith("ZeroDivisionError: division by zero\n"))

    def test_missing(self):
        for source in ("open('/nonexistent/file')", "raise OSError"):
            host = answer(source)
            self.assertTrue(host.wire.startswith(b"HTTP/1.1 404 Not Found\r\n"))
            self.assertEqual(host.logged[0][0], 2)

    def test_after_something_was_written_the_answer_is_cut(self):
        for body in (
            "response.writer.write_content('x')\nraise ValueError",
            "response.writer.write(b'raw')\nraise ValueError",
            "yes = response.write()\nfrom wptserve.utils import HTTPException\nraise HTTPException(404)",
            "def g():\n    yield b'x'\n    1 / 0\nreturn g()",
            "return 5",
        ):
            with self.subTest(body):
                host = answer_main(body)
                self.assertEqual(host.calls[-1][0], "fail")
                self.assertGreater(len(host.calls), 1)

    def test_denied(self):
        def deny(host):
            host.raw_writes = False

        host = answer_main("response.writer.write(b'x')", prepare=deny)
        self.assertEqual(host.calls[0][:2], ("fail", 500))
        self.assertIn("PermissionError: raw-writes", host.calls[0][2])
        host = answer_main("try:\n    response.writer.write(b'x')\nexcept PermissionError:\n    pass", prepare=deny)
        self.assertNotIn("fail", [call[0] for call in host.calls])

    def test_client_that_left_half_way_through_the_body(self):
        def leave(host):
            import _airlock

            def read_body(max):
                raise _airlock.ClientGone("gone")

            host.read_body = read_body

        host = answer_main("return request.body", method="POST", fields=[(b"Content-Length", b"5")], prepare=leave)
        self.assertEqual((host.calls, host.wire), ([], b""))


class SetErrorTest(unittest.TestCase):
    def test_texts(self):
        for arguments, status, message in (
            ("404", b"404 Not Found", b""),
            ("400, 'why'", b"400 Bad Request", b"why"),
            ("400, ValueError('v')", b"400 Bad Request", b"v"),
            (
                "500",
                b"500 Internal Server Error",
                b"Internal server error loading http://127.0.0.1:8000/handler.py:\\n  <no traceback>",
            ),
            (
                "503, 'why'",
                b"503 Service Unavailable",
                b"Internal server error loading http://127.0.0.1:8000/handler.py:\\n  why",
            ),
        ):
            with self.subTest(arguments), self.assertLogs() if status > b"5" else self.subTest():
                host = answer_main("response.set_error(%s)" % arguments)
                self.assertTrue(host.wire.startswith(b"HTTP/1.1 %s\r\n" % status))
                self.assertTrue(
                    host.wire.endswith(b'{"error": {"code": %s, "message": "%s"}}' % (status[:3], message)), host.wire
                )


if __name__ == "__main__":
    unittest.main()
