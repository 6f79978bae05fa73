def main(request, response):
    return b"asked for by its own name"
