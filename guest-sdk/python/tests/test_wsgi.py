import unittest

from airlock_gateway import applications
from support import InMemory, dispatch

REQUIRED = b"Server: S\r\nDate: D\r\n"


def answer(source, target="/app.wsgi", method="GET", fields=(), body=b"", script_path=None, files=None, module=None,
           callable="application", minor=1):
    """The host after it had an application of this source answer one request."""
    applications.kept().clear()
    host = InMemory({"app.wsgi": source, **(files or {})})
    host.request(target, method, fields, body, path="app.wsgi", minor=minor, interface=("wsgi", module, callable),
                 script_path=script_path)
    with host.installed():
        dispatch.handle()
    return host


def answer_body(source, **named):
    """The same for the body of `application`."""
    lines = "".join("    %s\n" % line for line in source.splitlines())
    return answer("def application(environ, start_response):\n" + lines, **named)


class EnvironTest(unittest.TestCase):
    def environ(self, **named):
        host = answer_body("start_response('200 OK', [])\n"
                           "return [repr({k: v for k, v in environ.items() if isinstance(v, (str, bool, tuple))}).encode()]", **named)
        return eval(host.wire.partition(b"\r\n\r\n")[2])

    def test_variables(self):
        environ = self.environ(
            target="/app.wsgi/%E9/x?a=1&b", method="POST", script_path=(b"/app.wsgi", b"/\xe9/x"),
            fields=[(b"Host", b"a.test:81"), (b"Content-Type", b"text/x"), (b"Content-Length", b"2"), (b"X-A", b"1 "),
                    (b"x-a", b"2"), (b"Cookie", b"a=b"), (b"Cookie", b"c=d"), (b"X_Under", b"no"), (b"Proxy", b"no"),
                    (b"Transfer-Encoding", b"chunked"), (b"X-Latin", b"\xff")], body=b"xy")
        self.assertEqual(environ, {
            "REQUEST_METHOD": "POST", "SCRIPT_NAME": "/app.wsgi", "PATH_INFO": "/\xe9/x", "QUERY_STRING": "a=1&b",
            "REQUEST_URI": "/app.wsgi/%E9/x?a=1&b", "SERVER_NAME": "a.test", "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1", "SERVER_SOFTWARE": "Airlock", "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "a.test:81",
            "CONTENT_TYPE": "text/x", "CONTENT_LENGTH": "2", "HTTP_X_A": "1,2", "HTTP_COOKIE": "a=b; c=d",
            "HTTP_X_LATIN": "\xff", "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input_terminated": True,
            "wsgi.multithread": False, "wsgi.multiprocess": True, "wsgi.run_once": True})

    def test_http2(self):
        environ = self.environ(minor=2, fields=[(b":method", b"GET"), (b":authority", b"a.test"), (b"x-a", b"1")])
        self.assertEqual((environ["HTTP_HOST"], environ["SERVER_NAME"], environ["SERVER_PROTOCOL"]), ("a.test", "a.test", "HTTP/2"))
        self.assertFalse([name for name in environ if ":" in name])

    def test_input_streams(self):
        for expression, value in (
            ("i.read()", b"one\ntwo\nend"), ("i.read(2), i.read(100)", (b"on", b"e\ntwo\nend")), ("i.readline()", b"one\n"),
            ("i.readline(2)", b"on"), ("i.readlines()", [b"one\n", b"two\n", b"end"]), ("list(i)", [b"one\n", b"two\n", b"end"]),
            ("i.read(), i.read(), i.readline()", (b"one\ntwo\nend", b"", b"")), ("b''", b""),
        ):
            with self.subTest(expression):
                host = answer_body("i = environ['wsgi.input']\nv = %s\nstart_response('200 OK', [])\nreturn [repr(v).encode()]" % expression,
                                   method="POST", body=b"one\ntwo\nend", fields=[(b"Content-Length", b"11")])
                self.assertEqual(eval(host.wire.partition(b"\r\n\r\n")[2]), value)


class ResponseTest(unittest.TestCase):
    def test_what_reaches_the_host(self):
        sent = "send", 200, b"OK", [(b"A", b"\xe9")]
        started = ("start", 200, b"OK", [(b"A", b"\xe9")], True)
        s = "start_response('200 OK', [('A', '\\xe9')])\n"
        for body, calls in (
            (s + "return [b'x']", [(*sent, b"x", True)]),
            (s + "return [b'x', b'', b'y']", [(*sent, b"xy", True)]),
            (s + "return []", [(*sent, b"", True)]),
            (s + "return iter([])", [(*sent, b"", True)]),
            (s + "return iter([b'', b'x', b'', b'y'])", [started, ("write", b"x"), ("write", b"y")]),
            (s + "yield b'x'", [started, ("write", b"x")]),
            (s.replace("start_", "w = start_", 1) + "w(b'1')\nw(b'')\nreturn [b'2']", [started, ("write", b"1"), ("write", b"2")]),
            ("yield b''\nstart_response('200 OK', [('A', '\\xe9')])\nyield b'x'", [started, ("write", b"x")]),
        ):
            with self.subTest(body):
                self.assertEqual(answer_body(body).calls, calls)

    def test_declared_length(self):
        s = "start_response('200 OK', [('Content-Length', '3')])\n"
        fields = [(b"Content-Length", b"3")]
        for body, calls in (
            (s + "return [b'abc']", [("send", 200, b"OK", fields, b"abc", True)]),
            (s + "yield b'abc'", [("send", 200, b"OK", fields, b"abc", True)]),
            (s + "yield b'abc'\nyield b'd'", [("send", 200, b"OK", fields, b"abc", True)]),
            (s + "yield b'ab'\nyield b'cd'", [("start", 200, b"OK", fields, True), ("write", b"ab"), ("write", b"c")]),
            (s + "return [b'abcd']", [("start", 200, b"OK", fields, True), ("write", b"abc")]),
            (s + "return [b'a']", [("start", 200, b"OK", fields, True), ("write", b"a")]),
        ):
            with self.subTest(body):
                self.assertEqual(answer_body(body).calls, calls)
        for body in ("return [b'']", "yield b'abc'", "return [b'abcdef']"):
            host = answer_body(s + body, method="HEAD")
            self.assertEqual(host.wire.partition(b"\r\n\r\n")[2], b"")
            self.assertEqual([call[0] for call in host.calls if call[0].startswith("write")], [])

    def test_what_pep_3333_forbids_is_a_500(self):
        for body, message in (
            ("start_response('200 OK', [])\nreturn ['x']", "bytes, not str"),
            ("start_response('200 OK', [])\nreturn 'x'", "bytes, not str"),
            ("start_response('200 OK', [])\nreturn None", "NoneType"),
            ("return [b'x']", "before it called start_response"),
            ("return []", "before it called start_response"),
            ("start_response('200 OK', [])\nstart_response('200 OK', [])", "a second time"),
            ("start_response('200', [])", "three digits"),
            ("start_response('100 Continue', [])", "three digits"),
            ("start_response(200, [])", "a WSGI status is a str"),
            ("start_response('200 O\\r\\nA: b', [])", "three digits"),
            ("start_response('200 OK', ())", "are a list"),
            ("start_response('200 OK', [['a', 'b']])", "a tuple"),
            ("start_response('200 OK', [('a', 1)])", "a tuple"),
            ("start_response('200 OK', [('a b', '')])", "not the name"),
            ("start_response('200 OK', [('a', 'b\\r\\nc: d')])", "control characters"),
            ("start_response('200 OK', [('Connection', 'close')])", "Connection"),
            ("start_response('200 OK', [('Content-Length', '-1')])", "a number"),
            ("start_response('200 OK', [('A', '\\u20ac')])", "latin-1"),
            ("1 / 0", "ZeroDivisionError"),
        ):
            with self.subTest(body):
                calls = answer_body(body).calls
                self.assertEqual(calls[0][:2], ("fail", 500))
                self.assertIn(message, calls[0][2])

    def test_exc_info(self):
        body = ("import sys\nstart_response('200 OK', [])\n%stry:\n 1 / 0\nexcept ZeroDivisionError:\n"
                " start_response('500 Oh', [('A', 'b')], sys.exc_info())\n yield b'sorry'")
        host = answer_body(body % "")
        self.assertEqual(host.calls, [("start", 500, b"Oh", [(b"A", b"b")], True), ("write", b"sorry")])
        host = answer_body(body % "yield b'x'\n")
        self.assertEqual([call[0] for call in host.calls], ["start", "write", "fail"])
        self.assertIn("ZeroDivisionError", host.calls[-1][2])

    def test_close_is_called_in_any_case(self):
        source = ("import logging\nclass Result:\n def __init__(self, pieces): self.pieces = iter(pieces)\n"
                  " def __iter__(self): return self\n def __next__(self): return next(self.pieces)\n"
                  " def close(self): logging.getLogger('a').error('closed')\n"
                  "def application(environ, start_response):\n start_response('200 OK', [])\n return Result(%s)\n")
        for pieces, gone in (("[b'x']", False), ("['x']", False), ("[]", False), ("[b'x'] * 10", True)):
            applications.kept().clear()
            host = InMemory({"app.wsgi": source % pieces})
            host.request("/app.wsgi", path="app.wsgi", interface=("wsgi", None, "application"))
            host.client_gone = gone
            with host.installed(), self.assertLogs("a"):
                dispatch.handle()
            self.assertLess(len(host.calls), 4)


class FileTest(unittest.TestCase):
    """A `.py` file without `main`, with an application in it."""

    def test_its_name_is_a_modules(self):
        source = ("import sys\nclass App:\n def __init__(self, name): self.name, self.file = name, sys.modules[name].__file__\n"
                  " def __call__(self, environ, start_response):\n  start_response('200 OK', [])\n"
                  "  return [('%s %s' % (self.name, self.file)).encode()]\n%s = App(__name__)\n"
                  "if __name__ == '__main__':\n raise AssertionError('run as a script')\n")
        for name in "app", "application":
            host = InMemory({"a.py": source.replace("\n%s = ", "\n%s = " % name)})
            host.request("/a.py", path="a.py")
            with host.installed():
                dispatch.handle()
            self.assertTrue(host.wire.endswith(b"\r\n\r\n_airlock_application /docroot/a.py"), host.calls)


class LoadTest(unittest.TestCase):
    def test_names(self):
        source = "class a:\n def b(environ, start_response):\n  start_response('200 OK', [])\n  return [__name__.encode()]\nc = 1"
        self.assertTrue(answer(source, callable="a.b").wire.endswith(b"\r\n\r\n_airlock_application"))
        self.assertIn("no 'x'", answer(source, callable="x").calls[0][2])
        self.assertIn("no 'a.x'", answer(source, callable="a.x").calls[0][2])
        self.assertIn("no callable", answer(source, callable="c").calls[0][2])


if __name__ == "__main__":
    unittest.main()
