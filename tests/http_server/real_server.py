"""Run a Python file as `python FILE` does, with its servers on a free port of 127.0.0.1 instead of theirs.

Prints where the first one listens. A file that serves nothing has its last handler class served. Ends when standard input does.
"""

import os
import runpy
import socketserver
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

bind = socketserver.TCPServer.server_bind


def bind_elsewhere(server):
    server.server_address = "127.0.0.1", 0
    bind(server)
    print("http://%s:%d/" % server.server_address[:2], flush=True)


def end_with_input():
    sys.stdin.read()
    os._exit(0)


socketserver.TCPServer.server_bind = bind_elsewhere
threading.Thread(target=end_with_input, daemon=True).start()
path = os.path.abspath(sys.argv[1])
os.chdir(os.path.dirname(path))
names = runpy.run_path(path, run_name="__main__")
classes = [value for value in names.values() if isinstance(value, type) and issubclass(value, BaseHTTPRequestHandler)
           and value.__module__ == "__main__"]
ThreadingHTTPServer(("127.0.0.1", 0), classes[-1]).serve_forever()
