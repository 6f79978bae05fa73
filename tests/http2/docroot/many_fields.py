def main(request, response):
    """More fields than HTTP/2 has room for."""
    for number in range(40_000):
        response.headers.append(f"x-{number}", "1")
    return b"many"
