import socket


def main(request, response):
    socket.create_connection(("127.0.0.1", 80))
