"""The same with the writer."""


def main(request, response):
    first = request.GET.first
    response.writer.write_status(int(first(b"status", b"200")), first(b"reason", b"fine"))
    response.writer.write_header(first(b"name", b"X-Name"), first(b"value", b"value"))
    response.writer.end_headers()
    response.writer.write(b"content")
    response.close_connection = True
