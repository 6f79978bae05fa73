import socket


def main(request, response):
    socket.socket().close()
    return "has sockets"
