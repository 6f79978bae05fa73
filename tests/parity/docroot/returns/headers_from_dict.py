def main(request, response):
    headers = {"Content-Type": "text/plain", "Cache-Control": "no-store", "X-A": "b"}
    return headers.items(), b"from a dict"
