"""CGI scripts in the in-process engine: what they find as a process is one request's, while many run at once."""

import unittest

from test_in_process import InProcessCase


class CgiInProcessTest(InProcessCase):
    def test_all_is_of_one_request(self):
        self.passes(
            {"bin/data.txt": "beside", "bin/deep/x.txt": "deeper", "bin/beside.py": "import os\nSEEN = os.environ['QUERY_STRING']\n"},
            """
            import os, subprocess
            script = '''
            import os, sys, threading, time
            print("Content-Type: text/plain")
            print()
            assert __name__ == "__main__" and sys.modules["__main__"].__file__ == __file__
            assert sys.path[0] == os.path.dirname(__file__) == os.getcwd(), (sys.path[0], os.getcwd())
            import beside
            word = os.environ["QUERY_STRING"]
            assert beside.SEEN == word and sys.argv == [__file__, word], sys.argv
            time.sleep(0.002)
            assert os.getenv("QUERY_STRING") == word and os.environb[b"QUERY_STRING"] == word.encode()
            assert "PATH" not in os.environ and b"PATH" not in os.environb
            os.environ["MINE"] = word
            os.putenv("MINE", word)
            time.sleep(0.002)
            assert os.environ["MINE"] == word
            assert open("data.txt").read() == "beside"
            os.chdir("deep")
            seen = []
            thread = threading.Thread(target=lambda: seen.append((os.getenv("MINE"), os.path.exists("x.txt"))))
            thread.start(); thread.join()
            assert seen == [(word, True)], seen
            assert input() == "first" and sys.stdin.readline() == "second\\\\n" and sys.stdin.buffer.read() == b""
            print(word, end="", flush=True)
            sys.stdout.buffer.write(b" \\\\xff\\\\n")
            print("to the log", file=sys.stderr)
            '''
            here = os.getcwd()
            environment = dict(os.environ)
            failures = []
            def client(number):
                for turn in range(20):
                    request = Request(here)
                    word = "w%d-%d" % (number, turn)
                    host = request.answer(script, "bin/script.py", ("cgi", None, None), target="/bin/script.py?" + word,
                                          body=b"first\\nsecond\\n")
                    # the text layer's bytes come when it is flushed
                    if host.wire != b"Content-Type: text/plain\\n\\n" + word.encode() + b" \\xff\\n" or host.logged != [] \\
                            or request.logged != [(2, "to the log")]:
                        failures.append((host.calls, host.logged, request.logged))
            clients = [threading.Thread(target=client, args=(number,)) for number in range(4)]
            for client in clients: client.start()
            for client in clients: client.join()
            assert not failures, failures[0]
            assert dict(os.environ) == environment and os.getcwd() == here
            assert b"MINE" not in subprocess.run(["env"], capture_output=True).stdout
            assert sys.argv == [""] and not any(entry.startswith(here) for entry in sys.path)
            """,
        )

    def test_ordinary_files_see_the_process(self):
        self.passes(
            {"deep/x.txt": ""},
            """
            import os
            os.environ["OUTSIDE"] = "1"
            here = os.getcwd()
            host = Request(here).answer('''
            import os, sys
            def main(request, response):
                os.chdir("deep")
                return repr((os.environ["OUTSIDE"], os.path.exists("x.txt"), sys.argv))
            ''')
            assert host.calls[0][4] == b"('1', True, [''])", host.calls
            assert os.getcwd() == here
            """,
        )

    def test_programs_that_a_script_starts(self):
        self.passes(
            {},
            """
            import os
            host = Request(os.getcwd()).answer('''
            import os, subprocess
            assert os.system("env > variables.txt; exit 3") == 3 << 8
            assert "GATEWAY_INTERFACE" in open("variables.txt").read() and "HOME=" not in open("variables.txt").read()
            print("Content-Type: text/plain")
            print()
            print(sorted(line.partition("=")[0] for line in subprocess.run(["/usr/bin/env"], capture_output=True, text=True).stdout.split()))
            ''', interface=("cgi", None, None))
            assert b"'GATEWAY_INTERFACE'" in host.wire and b"'PATH'" not in host.wire, host.wire
            """,
        )


class ServersInProcessTest(InProcessCase):
    def test_servers_of_requests_and_others(self):
        self.passes(
            {"real.txt": "real"},
            """
            import http.server, os, urllib.request
            source = '''
            from http.server import *
            class H(BaseHTTPRequestHandler):
                def do_GET(self):
                    self.send_response(200)
                    self.end_headers()
                    self.wfile.write(WORD.encode())
                def log_message(self, *arguments): pass
            if __name__ == "__main__":
                WORD = "served"
                server = ThreadingHTTPServer(("", 80), H)
                try:
                    server.serve_forever()
                finally:
                    server.server_close()
            '''
            class Real(http.server.SimpleHTTPRequestHandler):
                def log_message(self, *arguments): pass
            real = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Real)
            serving = threading.Thread(target=real.serve_forever)
            serving.start()
            failures = []
            def client():
                for _ in range(20):
                    host = Request(os.getcwd()).answer(source)
                    if not host.wire.endswith(b"served"):
                        failures.append(host.calls)
                    with urllib.request.urlopen("http://127.0.0.1:%d/real.txt" % real.server_port) as response:
                        if response.read() != b"real":
                            failures.append("real")
            clients = [threading.Thread(target=client) for _ in range(4)]
            for client in clients: client.start()
            for client in clients: client.join()
            real.shutdown(); real.server_close(); serving.join()
            assert not failures, failures[0]
            """,
        )

    def test_files_of_the_docroot(self):
        self.passes(
            {"top/a.txt": "text", "elsewhere/b.txt": ""},
            """
            import os
            request = Request(os.getcwd() + "/top")
            os.chdir("elsewhere")
            source = "from http.server import *\\nclass H(SimpleHTTPRequestHandler): pass\\n"
            assert request.answer(source, target="/a.txt").wire.endswith(b"\\r\\n\\r\\ntext")
            assert b" 404 " in request.answer(source, target="/b.txt").wire
            """,
        )


if __name__ == "__main__":
    unittest.main()
