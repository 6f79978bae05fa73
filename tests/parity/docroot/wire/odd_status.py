LINES = {
    b"no-reason": b"HTTP/1.1 200\r\n",
    b"spaces": b"HTTP/1.1  200   OK \r\n",
    b"four-digits": b"HTTP/1.1 2000 Large\r\n",
    b"two-digits": b"HTTP/1.1 20 Small\r\n",
    b"text": b"HTTP/1.1 abc OK\r\n",
    b"version": b"HTTP/9.9 200 OK\r\n",
    b"other": b"ICY 200 OK\r\n",
    b"zero": b"HTTP/1.1 000 Zero\r\n",
    b"small": b"http/1.1 200 ok\r\n",
}


def main(request, response):
    response.writer.write(LINES[request.GET.first(b"line")])
    response.writer.write(b"Content-Length: 4\r\n\r\nbody")
    response.close_connection = True
