def main(request, response):
    return (200, "OK", "more"), [], b"never"
