"""Would make two responses of one."""


def main(request, response):
    response.headers.set("X-Split", "a\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nsplit")
    return b"whole"
