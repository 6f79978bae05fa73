def main(request, response):
    """Writes until nobody takes it any more."""
    response.write_status_headers()
    while True:
        response.writer.write_data(b"x" * 65536)
