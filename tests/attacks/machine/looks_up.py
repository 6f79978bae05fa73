"""Has a name looked up: a message to whoever answers for it."""

import socket


def attempt():
    for way in [lambda: socket.getaddrinfo("localhost", 80), lambda: socket.gethostbyname("localhost"), lambda: socket.gethostbyaddr("127.0.0.1"),
                lambda: socket.getnameinfo(("127.0.0.1", 80), 0), lambda: socket.if_nameindex(), lambda: socket.getservbyname("http")]:
        try:
            return "got %s" % (way(),)
        except (OSError, AttributeError) as error:
            last = error
    raise last
