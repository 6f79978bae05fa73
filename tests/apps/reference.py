"""Serves the applications of a folder with the standard library's WSGI server, until standard input ends.

The host's first label names the module: `flask.test` is answered by `flask_app`, `flask.validated.test` by the same inside the
validator. A path that begins with a file `NAME.wsgi` has that as its SCRIPT_NAME, as it would be mounted. Prints its address
first.
"""

import importlib
import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server


def dispatch(environ, start_response):
    name, way = environ["HTTP_HOST"].split(".")[:2]
    mount = "/%s.wsgi" % name
    if (environ["PATH_INFO"] + "/").startswith(mount + "/"):  # not shift_path_info, which makes one slash of two
        environ["SCRIPT_NAME"], environ["PATH_INFO"] = mount, environ["PATH_INFO"][len(mount):]
    if way == "validated":
        application = getattr(importlib.import_module("validated"), name)
    else:
        application = importlib.import_module(name + "_app").application
    return application(environ, start_response)


class Handler(WSGIRequestHandler):
    """Answers numbered addresses without asking for their names."""

    def address_string(self):
        return self.client_address[0]


def main():
    sys.path.insert(0, sys.argv[1])
    server = make_server("127.0.0.1", 0, dispatch, handler_class=Handler)
    print("listening on http://127.0.0.1:%d" % server.server_port, flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


main()
