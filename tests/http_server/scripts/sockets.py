"""A handler that would open a port: only what a file sets up at its top level is given the request."""

from http.server import HTTPServer


def main(request, response):
    try:
        HTTPServer(("127.0.0.1", 0), None).server_close()
    except PermissionError as error:
        return str(error)
    return "a socket"


if __name__ == "__main__":
    raise SystemError("run as a script")
