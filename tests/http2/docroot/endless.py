def main(request, response):
    """Writes until nobody takes it any more."""
    response.write_status_headers()
    while response.writer.write_content(b"x" * 65536):
        pass
