def main(request, response):
    return b"never: default-a comes before it"
