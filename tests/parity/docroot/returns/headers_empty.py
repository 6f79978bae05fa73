def main(request, response):
    return [], b"no header of its own"
