def main(request, response):
    # Iterating over a dict gives names alone, and these can not be taken apart.
    return {"Content-Type": "text/plain"}, b"never"
