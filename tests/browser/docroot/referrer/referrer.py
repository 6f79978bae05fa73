def main(request, response):
    headers = [("Content-Type", "text/plain"), ("Access-Control-Allow-Origin", "*")]
    return headers, request.headers.get(b"Referer", b"none")
