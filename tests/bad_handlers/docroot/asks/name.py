import socket


def main(request, response):
    socket.gethostbyname("example.org")
