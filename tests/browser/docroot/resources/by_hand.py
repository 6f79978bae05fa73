"""A response that is written piece by piece, by the writer of the protocol that is spoken: HTTP/2 has another one."""


def begin(response, status, headers):
    writer = response.writer
    if over_http2(response):
        writer.write_headers(headers, status)
        return
    writer.write_status(status)
    for name, value in headers:
        writer.write_header(name, value)
    writer.end_headers()


def write(response, text):
    """Whether the client was there to take it."""
    if not over_http2(response):
        return response.writer.write_content(text)
    try:
        response.writer.write_data(text)
    except Exception:
        return False
    return True


def end(response):
    if over_http2(response):
        response.writer.end_stream()


def over_http2(response):
    return hasattr(response.writer, "write_headers")
