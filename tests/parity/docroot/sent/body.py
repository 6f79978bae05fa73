def main(request, response):
    body = request.body
    return [("X-Type", type(body).__name__), ("X-Length", len(body))], body
