def main(request, response):
    return {"first ": 1, "second": 2}
