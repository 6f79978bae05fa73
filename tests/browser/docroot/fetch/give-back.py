def main(request, response):
    return [("Content-Type", "application/octet-stream")], request.body
