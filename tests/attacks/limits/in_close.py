"""When the response is over: in the `close()` of what the application returned."""


class Content:
    def __iter__(self):
        return iter([b"answered"])

    def close(self):
        while True:
            pass


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "100")])
    return Content()
