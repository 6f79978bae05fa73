def main(request, response):
    # Other than at the top level this is a plain 500.
    raise FileNotFoundError(2, "as if a file were missing")
