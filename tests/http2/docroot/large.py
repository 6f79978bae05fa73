def main(request, response):
    """One content of a mebibyte."""
    return b"large..." * (1 << 17)
