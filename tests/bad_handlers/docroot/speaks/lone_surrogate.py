def main(request, response):
    print("\ud800")
    return b"spoken"
