def main(request, response):
    """As much as a connection keeps of one response."""
    return b"x" * (64 << 10)
