"""CGI scripts (RFC 3875): what they find, what of their output is the response, and how they end."""

import contextlib
import io
import os
import sys
import unittest

from support import answer

TEXT = "print('Content-Type: text/plain')\nprint()\n"


class CgiCase(unittest.TestCase):
    def setUp(self):
        self.before = sys.argv, sys.stdin, sys.stdout, sys.excepthook, list(sys.path), dict(os.environ), sys.modules["__main__"]

    def tearDown(self):
        after = sys.argv, sys.stdin, sys.stdout, sys.excepthook, list(sys.path), dict(os.environ), sys.modules["__main__"]
        self.assertEqual(after, self.before)

    def run_script(self, source, interface="cgi", target="/cgi-bin/script.py", **named):
        self.logged = io.StringIO()
        with contextlib.redirect_stderr(self.logged):
            return answer(source, target, interface=(interface, None, None), **named)

    def printed(self, source, **named):
        host = self.run_script(source, **named)
        self.assertEqual({call[0] for call in host.calls}, {"write_cgi"}, host.calls)
        return host.wire

    def value(self, expression, top="import os, sys", **named):
        return eval(self.printed("%s\n%sprint(repr((%s)))" % (top, TEXT, expression), **named).partition(b"\n\n")[2])


class ProcessTest(CgiCase):
    def test_environment(self):
        variables = self.value(
            "dict(os.environ)", target="/cgi-bin/script.py/%E9?q=1", method="POST", body=b"xy", script_path=(b"/cgi-bin/script.py", b"/\xe9"),
            fields=[(b"Host", b"a.test:81"), (b"Content-Type", b"t/x"), (b"Content-Length", b"2"), (b"X-A", b"\xe9"), (b"Cookie", b"a=b")])
        self.assertEqual(variables, {
            "GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": "POST", "SCRIPT_NAME": "/cgi-bin/script.py", "PATH_INFO": "/\udce9",
            "PATH_TRANSLATED": "/docroot/\udce9", "QUERY_STRING": "q=1", "REQUEST_URI": "/cgi-bin/script.py/%E9?q=1",
            "SERVER_NAME": "a.test", "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1", "SERVER_SOFTWARE": "Airlock",
            "SERVER_ADDR": "127.0.0.1", "REMOTE_ADDR": "127.0.0.1", "REMOTE_PORT": "50000", "REQUEST_SCHEME": "http",
            "DOCUMENT_ROOT": "/docroot", "SCRIPT_FILENAME": "/docroot/handler.py", "HTTP_HOST": "a.test:81", "HTTP_COOKIE": "a=b",
            "HTTP_X_A": "\udce9", "CONTENT_TYPE": "t/x", "CONTENT_LENGTH": "2"})

    def test_environment_is_one(self):
        self.assertEqual(self.value("(os.environb[b'QUERY_STRING'], os.getenv('QUERY_STRING'), os.environb[b'X'], 'PATH' in os.environ)",
                                    top="import os\nos.environ['X'] = 'y'", target="/x?q"), (b"q", "q", b"y", False))

    def test_arguments(self):
        for query, words in (("a+b%20c+%2Bd+%3D", ["a", "b c", "+d", "="]), ("a=b", []), ("", []), ("?", []), ("%00", []), ("%ff", ["\udcff"]),
                             ("+".join("x" * 300), [])):
            with self.subTest(query):
                self.assertEqual(self.value("sys.argv", target="/x?" + query if query != "?" else "/x?"), ["/docroot/handler.py", *words])
        self.assertEqual(self.value("sys.argv", target="/x?a", method="POST"), ["/docroot/handler.py"])

    def test_main(self):
        self.assertEqual(self.value("(__name__, __file__, sys.modules['__main__'].__dict__ is globals(), sys.path[0])"),
                         ("__main__", "/docroot/handler.py", True, "/docroot"))

    def test_input(self):
        for expression, value in (
            ("sys.stdin.read()", "one\ntwo\u00e9\n"), ("sys.stdin.buffer.read()", b"one\ntwo\xc3\xa9\n"),
            ("input(), sys.stdin.readline(), sys.stdin.read()", ("one", "two\u00e9\n", "")),
            ("list(sys.stdin)", ["one\n", "two\u00e9\n"]), ("sys.stdin.buffer.read(2), sys.stdin.buffer.readline()", (b"on", b"e\n")),
            ("sys.stdin.buffer.read(int(os.environ['CONTENT_LENGTH']))", b"one\ntwo\xc3\xa9\n"),
        ):
            with self.subTest(expression):
                self.assertEqual(self.value(expression, method="POST", body=b"one\ntwo\xc3\xa9\n", fields=[(b"Content-Length", b"10")]), value)


class OutputTest(CgiCase):
    def pieces(self, source, **named):
        return [call[1] for call in self.run_script(source, **named).calls]

    def test_pieces(self):
        self.assertEqual(self.pieces(TEXT + "print('a')\nprint('b')"), [b"Content-Type: text/plain\n\na\nb\n"])
        self.assertEqual(self.pieces(TEXT + "import sys\nsys.stdout.flush()\nprint('a', flush=True)\nsys.stdout.buffer.write(b'\\xff')"),
                         [b"Content-Type: text/plain\n\n", b"a\n", b"\xff"])

    def test_encoding(self):
        self.assertEqual(self.printed("print('A: \\xe9\\udcff')\nprint()"), b"A: \xc3\xa9\xff\n\n")

    def test_other_streams_over_it(self):
        for source in ("import sys, io\nsys.stdout = io.TextIOWrapper(sys.stdout.detach(), encoding='latin-1')\nprint('A: \\xe9\\n')",
                       "import sys, codecs\nsys.stdout = codecs.getwriter('latin-1')(sys.stdout.buffer)\nprint('A: \\xe9\\n')",
                       "import sys\nsys.stdout.reconfigure(encoding='latin-1')\nprint('A: \\xe9\\n')",
                       "import sys\nsys.stdout.buffer.write(b'A: \\xe9\\n\\n')\nsys.stdout.close()",
                       "import sys\nsys.stdout.buffer.write(b'A: \\xe9\\n\\n')\nsys.stdout = None"):
            with self.subTest(source):
                self.assertEqual(self.printed(source), b"A: \xe9\n\n")

    def test_whole_responses(self):
        host = self.run_script("print('HTTP/1.1 204 Gone\\r\\n\\r')", interface="cgi-nph")
        self.assertEqual(host.calls, [("write_message", b"HTTP/1.1 204 Gone\r\n\r\n")])

    def test_wsgi_application(self):
        host = self.run_script(
            "from wsgiref.handlers import CGIHandler\ndef app(environ, start_response):\n"
            "    start_response('201 Created', [('Content-Type', 'text/plain')])\n"
            "    return [environ['PATH_INFO'].encode('latin-1'), b' ' + environ['wsgi.input'].read(2)]\nCGIHandler().run(app)\n",
            method="POST", body=b"xy", script_path=(b"/x", b"/\xe9"))
        self.assertEqual(host.wire, b"Status: 201 Created\r\nContent-Type: text/plain\r\n\r\n/\xe9 xy")

    def test_handlers_of_wsgiref_elsewhere(self):
        host = answer(
            "import io, sys\nfrom wsgiref.handlers import SimpleHandler\ndef app(environ, start_response):\n"
            "    start_response('200 OK', [('Content-Length', '1')])\n    return [b'x']\ndef main(request, response):\n"
            "    out = io.BytesIO()\n    SimpleHandler(request.raw_input, out, sys.stderr, {'SERVER_PROTOCOL': 'HTTP/1.0'}).run(app)\n    return out.getvalue()\n")
        self.assertTrue(host.wire.endswith(b"Content-Length: 1\r\n\r\nx"))


class EndTest(CgiCase):
    def test_exits(self):
        for end, logged in (("sys.exit()", ""), ("sys.exit(0)", ""), ("sys.exit(3)", "the script ended with status 3\n"),
                            ("sys.exit('why')", "why\nthe script ended with status 1\n"), ("exit = 1", "")):
            self.assertEqual(self.printed("import sys\n%s%s" % (TEXT, end)), b"Content-Type: text/plain\n\n")
            self.assertEqual(self.logged.getvalue(), logged)

    def test_nothing_printed(self):
        self.assertEqual(self.run_script("pass").calls, [("fail", 500, "the script printed no response")])
        self.assertEqual(self.run_script("import sys\nsys.exit(2)").calls,
                         [("fail", 500, "the script printed no response, and ended with status 2")])

    def test_uncaught_exceptions(self):
        for source in (TEXT + "1 / 0", TEXT + "open('/no/such')", "import no_such_module"):
            with self.subTest(source):
                host = self.run_script(source)
                self.assertEqual([call[:2] for call in host.calls], [("fail", 500)])
                self.assertIn("Traceback", host.calls[0][2])

    def test_failure_after_output(self):
        host = self.run_script(TEXT + "print('x', flush=True)\nprint('y')\n1 / 0")
        self.assertEqual([call[0] for call in host.calls], ["write_cgi", "fail"])

    def test_output_that_is_no_response(self):
        def refuse(host):
            def write_cgi(data):
                raise ValueError("malformed header")

            host.write_cgi = write_cgi

        for source in ("print('no header\\n')", "print('no header\\n')\ntry:\n    print(flush=True)\nexcept ValueError:\n    pass",
                       "import sys\nprint('no header\\n')\nsys.exit(2)"):
            with self.subTest(source):
                host = self.run_script(source, prepare=refuse)
                self.assertEqual([call[:2] for call in host.calls], [("fail", 500)])
                self.assertIn("malformed header", host.calls[0][2])

    def test_hook_for_exceptions(self):
        self.assertEqual(self.printed("import sys\nsys.excepthook = lambda kind, error, traceback: print('A: %s\\n' % kind.__name__)\n1 / 0"),
                         b"A: ZeroDivisionError\n\n")

    def test_client_that_leaves(self):
        def leave(host):
            host.client_gone = True

        host = self.run_script(TEXT + "print('x', flush=True)\nraise SystemError('goes on')", prepare=leave)
        self.assertEqual([call[0] for call in host.calls], ["write_cgi"])


if __name__ == "__main__":
    unittest.main()
