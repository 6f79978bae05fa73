"""An endless file as the content, for whoever reads files to their end."""

import io


class Endless(io.RawIOBase):
    def readable(self):
        return True

    def readinto(self, buffer):
        buffer[:] = b"x" * len(buffer)
        return len(buffer)


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return environ["wsgi.file_wrapper"](io.BufferedReader(Endless())) if "wsgi.file_wrapper" in environ else iter(lambda: b"x" * 65536, b"")
