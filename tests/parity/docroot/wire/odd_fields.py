def main(request, response):
    response.writer.write(b"HTTP/1.1 200 OK\r\nX A: space in a name\r\n: no name\r\nno colon\r\nX-Nul: a\x00b\r\nX-Latin: \xe9\xff\r\n\r\nodd")
    response.close_connection = True
