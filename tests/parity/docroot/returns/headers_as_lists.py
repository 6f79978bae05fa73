def main(request, response):
    return [["Content-Type", "text/plain"], ["X-A", "b"]], b"a list of lists"
