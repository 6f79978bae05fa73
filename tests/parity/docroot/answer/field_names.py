def main(request, response):
    response.headers.set("X_under-score.dot!", "1")
    response.headers.set("123", "2")
    response.headers.set(b"x-caf\xe9", "3")
    return b"ok"
