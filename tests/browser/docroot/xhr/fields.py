def main(request, response):
    response.headers.append("X-Two", "a")
    response.headers.append("X-Two", "b")
    response.headers.append("X-One", "1")
    return [("Content-Type", "application/json")], '{"answer": [42]}'
