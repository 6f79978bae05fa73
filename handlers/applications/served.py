"""A script that would serve an application on a port of its own: here it gets the request, and no port is opened.

    curl http://127.0.0.1:8000/applications/served.py -i
"""

from wsgiref.simple_server import make_server


def greet(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"Served by wsgiref.\n"]


if __name__ == "__main__":
    with make_server("", 8080, greet) as server:
        server.serve_forever()
