def main(request, response):
    """Frames its own content, which only raw bytes could carry."""
    response.headers.set("Transfer-Encoding", "chunked")
    return [b"3\r\nraw\r\n0\r\n\r\n"]
