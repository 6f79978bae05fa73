"""Writes to the wire itself: the query is how."""


def main(request, response):
    how = request.url_parts.query
    if how == "write":
        response.writer.write(b"HTTP/1.1 299 By-Hand\r\nContent-Length: 3\r\n\r\nraw")
    elif how == "status":
        return 1000, [], b"odd"
    elif how == "header":
        return [(b"Two Words", b"value")], b"odd"
    elif how == "reason":
        return (299, b"two\r\nX-Smuggled: yes"), [], b"odd"
    elif how == "caught":
        try:
            response.writer.write(b"HTTP/1.1 299 By-Hand\r\n\r\nraw")
        except PermissionError as error:
            return "caught: %s" % error
