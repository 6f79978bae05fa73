def main(request, response):
    """Writes to the wire what is no response."""
    response.writer.write(b"HTTP/1.1 200 OK\r\n\r\nraw")
    response.close_connection = True
