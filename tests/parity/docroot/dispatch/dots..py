def main(request, response):
    return b"never: two dots in a row are refused"
