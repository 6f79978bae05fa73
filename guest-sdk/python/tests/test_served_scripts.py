"""Files that set up a server and serve with it: theirs is the request that runs them."""

import contextlib
import io
import unittest

from support import DocrootImports, InMemory, answer, dispatch

from airlock_gateway.files import is_script

HANDLER = """
from http.server import *
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(("%s %s" % (__name__, self.server.server_address)).encode())
    def log_message(self, *arguments):
        pass
"""
SERVER = "HTTPServer(('', 8000), Handler)"
ANSWER = b"builtins ('127.0.0.1', 8000)"
AS_MAIN = ANSWER.replace(b"builtins", b"__main__")


class ServedCase(unittest.TestCase):
    def content(self, source, **named):
        self.printed = io.StringIO()
        self.logged = io.StringIO()
        with contextlib.redirect_stdout(self.printed), contextlib.redirect_stderr(self.logged):
            self.host = answer(source, **named)
        self.assertEqual({call[0] for call in self.host.calls}, {"write_message"}, self.host.calls)
        return self.host.wire.partition(b"\r\n\r\n")[2]

    def failure(self, source, **named):
        with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
            self.host = answer(source, **named)
        self.assertEqual(self.host.calls[-1][0], "fail", self.host.calls)
        return self.host.calls[-1][2]


class ServedTest(ServedCase):
    def test_ways_to_serve(self):
        for end, content in (
            ("%s.serve_forever()" % SERVER, ANSWER),
            ("%s.handle_request()" % SERVER, ANSWER),
            ("server = %s\nwhile True:\n    server.handle_request()" % SERVER, ANSWER),
            ("with Threading%s as server:\n    server.serve_forever(poll_interval=1)" % SERVER, ANSWER),
            ("import socketserver\nclass S(socketserver.ThreadingMixIn, HTTPServer):\n    daemon_threads = True\n"
             "S(('', 8000), Handler).serve_forever()", ANSWER),
            ("import socketserver\nsocketserver.TCPServer(('', 8000), Handler).serve_forever()", ANSWER),
            ("import socketserver\nif hasattr(socketserver, 'ForkingMixIn'):\n    class S(socketserver.ForkingMixIn, HTTPServer): pass\n"
             "else:\n    S = HTTPServer\nS(('', 8000), Handler).serve_forever()", ANSWER),
            ("server = HTTPServer(('', 8000), Handler, bind_and_activate=False)\nserver.server_bind()\nserver.server_activate()\n"
             "server.socket.settimeout(1)\nserver.timeout = 2\nserver.handle_request()", ANSWER),
            ("if __name__ == '__main__':\n    %s.serve_forever()" % SERVER, AS_MAIN),
            ("def main():\n    %s.serve_forever()\nif __name__ == '__main__':\n    main()" % SERVER, AS_MAIN),
            ("def main(argv=None):\n    %s.serve_forever()\nmain()" % SERVER, ANSWER),
            ("import sys\ndef main():\n    %s.handle_request()\n    return 0\nif __name__ == '__main__':\n    sys.exit(main())" % SERVER,
             AS_MAIN),
        ):
            with self.subTest(end):
                self.assertEqual(self.content(HANDLER + end), content)

    def test_the_script_ends_as_by_ctrl_c(self):
        content = self.content(HANDLER + "server = %s\ntry:\n    print('up', server.fileno())\n    server.serve_forever()\n"
                               "except KeyboardInterrupt:\n    print('bye')\nfinally:\n    server.server_close()\n    print('closed')\n" % SERVER)
        self.assertEqual((content, self.printed.getvalue()), (ANSWER, "up -1\nbye\nclosed\n"))

    def test_the_script_goes_on_after_one_request(self):
        self.content(HANDLER + "server = %s\nserver.handle_request()\nprint('on')\nserver.handle_request()\nprint('never')\n" % SERVER)
        self.assertEqual(self.printed.getvalue(), "on\n")

    def test_in_a_thread(self):
        content = self.content(HANDLER + "import threading\nserver = %s\nthread = threading.Thread(target=server.serve_forever)\n"
                               "thread.start()\nthread.join()\nserver.shutdown()\nprint('down')\n" % SERVER)
        self.assertEqual((content, self.printed.getvalue()), (ANSWER, "down\n"))

    def test_a_handler_that_shuts_down(self):
        self.content(HANDLER + "    def do_SPAM(self):\n        self.do_GET()\n        self.server.shutdown()\n%s.serve_forever()" % SERVER,
                     method="SPAM")

    def test_server_of_another_file(self):
        imports = DocrootImports("run")
        imports.setUp()
        self.addCleanup(imports.doCleanups)
        self.assertEqual(self.content("import set_up\n", files={"set_up.py": HANDLER + "%s.serve_forever()\n" % SERVER}),
                         ANSWER.replace(b"builtins", b"set_up"))

    def test_wsgi_servers(self):
        application = "def app_of_its_own(environ, start_response):\n    start_response('200 OK', [('Content-Type', 'text/plain')])\n" \
            "    return [repr([environ[name] for name in ('SCRIPT_NAME', 'PATH_INFO', 'QUERY_STRING', 'SERVER_NAME')]).encode()]\n"
        content = self.content(
            "from wsgiref.simple_server import *\n" + application + "make_server('', 8000, app_of_its_own).serve_forever()",
            target="/handler.py/a%20b?c", script_path=(b"/handler.py", b"/a b"), interface=("file-with-path-info", None, None))
        self.assertEqual(content, b"['/handler.py', '/a b', 'c', '127.0.0.1']")
        self.assertTrue(self.host.wire.startswith(b"HTTP/1.0 200 OK\r\n"))

    def test_xml_rpc(self):
        content = self.content(
            "from xmlrpc.server import SimpleXMLRPCServer\nserver = SimpleXMLRPCServer(('', 8000), logRequests=False)\n"
            "server.register_function(pow)\nserver.serve_forever()", method="POST", target="/RPC2",
            fields=[(b"Content-Length", b"200")], body=b"%-200s" % (
                b"<methodCall><methodName>pow</methodName><params><param><value><int>2</int></value></param>"
                b"<param><value><int>5</int></value></param></params></methodCall>"))
        self.assertIn(b"<int>32</int>", content)

    def test_dataclasses_and_pickles_of_main(self):
        self.content("from __future__ import annotations\nimport dataclasses, pickle\nfrom typing import ClassVar\n" + HANDLER
                     + "@dataclasses.dataclass\nclass Record:\n    number: ClassVar[int] = 1\n    text: str = ''\n"
                       "if __name__ == '__main__':\n    assert pickle.loads(pickle.dumps(Record())) == Record()\n"
                       "    assert len(dataclasses.fields(Record)) == 1\n    %s.serve_forever()\n" % SERVER)


class FailureTest(ServedCase):
    def test_handler_that_raises(self):
        failing = HANDLER + "    def do_SPAM(self):\n        1 / 0\n"
        for end in ("%s.serve_forever()", "Threading%s.serve_forever()", "%s.handle_request()", "try:\n    %s.serve_forever()\nfinally:\n    pass"):
            with self.subTest(end):
                text = self.failure(failing + end % SERVER, method="SPAM")
                self.assertIn("ZeroDivisionError", text)
                self.assertIn("in do_SPAM", text)

    def test_missing_file_is_no_missing_handler(self):
        text = self.failure(HANDLER + "    def do_SPAM(self):\n        open('/no/such')\n%s.serve_forever()" % SERVER, method="SPAM")
        self.assertIn("FileNotFoundError", text)

    def test_own_handling_of_errors(self):
        text = self.failure(HANDLER + "    def do_SPAM(self):\n        1 / 0\nclass S(HTTPServer):\n    def handle_error(self, *arguments):\n"
                            "        print('own')\nS(('', 8000), Handler).serve_forever()", method="SPAM")
        self.assertIn("ZeroDivisionError", text)

    def test_no_answer(self):
        self.assertIn("has set up sent no response", self.failure(
            HANDLER + "class S(HTTPServer):\n    def verify_request(self, *arguments): return False\nS(('', 8000), Handler).serve_forever()"))

    def test_script_that_fails_after_its_answer(self):
        self.assertIn("KeyError", self.failure(HANDLER + "%s.handle_request()\n{}['x']" % SERVER))

    def test_nothing_served(self):
        for source in ("if __name__ == '__main__':\n    pass\n", "def main():\n    0 and run()\nif __name__ == '__main__':\n    main()\n"):
            self.assertIn("No main function", self.failure(source))
            self.assertIn("and served nothing", self.host.logged[0][1])

    def test_no_sockets_for_requests(self):
        # Only a file's top level is offered the request.
        host = answer("from http.server import *\ndef main(request, response):\n    HTTPServer(('127.0.0.1', 0), None).server_close()\n"
                      "    return b'a socket of its own'\n")
        self.assertTrue(host.wire.endswith(b"a socket of its own"))


class WhatRunsAsMainTest(unittest.TestCase):
    def test_is_script(self):
        guard = "if __name__ == '__main__':\n    main()\n"
        for source, expected in (
            ("def main(request, response): pass\n" + guard, False), ("def main(*arguments): pass\n" + guard, False),
            ("def main(request, response, more=1): pass\n" + guard, False), ("from x import main\n" + guard, False),
            ("@decorated\ndef main(request, response): pass\n" + guard, False), ("main = lambda a, b: None\n" + guard, False),
            ("def main(): s.serve_forever()\n" + guard, True), ("def main(argv=None): s.handle_request()\n" + guard, True),
            ("def main(): pass\n" + guard, False),  # a command line tool: wptserve calls its main, and so does this
            ("if __name__ == '__main__':\n    run()\n", True), ("application = 1\nif __name__ == '__main__':\n    run()\n", False),
            ("app = 1\nif __name__ == '__main__':\n    app.run()\n", False), ("print(__name__)", False), ("x = '__main__'", False),
        ):
            with self.subTest(source):
                self.assertEqual(is_script(compile(source, "x", "exec")), expected)

    def test_usable_main_is_called_as_ever(self):
        host = answer("def main(request, response):\n    return __name__\nif __name__ == '__main__':\n    raise SystemError('run')\n")
        self.assertTrue(host.wire.endswith(b"builtins"))


class CheckTest(unittest.TestCase):
    def check(self, source, interface=None):
        host = InMemory({"a.py": source})
        host.request("/", path="a.py", interface=interface)
        with host.installed(), contextlib.redirect_stdout(io.StringIO()):
            found = dispatch.check()
        self.assertEqual(host.calls, [])
        return found

    def test_usable(self):
        for source in (HANDLER, HANDLER + "%s.serve_forever()" % SERVER, "def app(environ, start_response): pass",
                       "class application: pass", HANDLER + "if __name__ == '__main__':\n    %s.handle_request()\n" % SERVER,
                       "from wsgiref.simple_server import *\nmake_server('', 80, demo_app).serve_forever()"):
            with self.subTest(source):
                self.assertIsNone(self.check(source))
        for name in "cgi", "cgi-nph":
            self.assertIsNone(self.check("print()", (name, None, None)))

    def test_unusable(self):
        path, _, kind, message = self.check("x = 1")
        self.assertEqual((path, kind), ("a.py", "NoHandler"))
        for name in "main", "handle_headers", "BaseHTTPRequestHandler", "application", "served nothing":
            self.assertIn(name, message)
        self.assertEqual(self.check(HANDLER + "1 / 0\n%s.serve_forever()" % SERVER)[2], "ZeroDivisionError")


if __name__ == "__main__":
    unittest.main()
