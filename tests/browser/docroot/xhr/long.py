def main(request, response):
    return [("Content-Type", "text/plain"), ("Content-Length", 300000)], ("x" * 10000 for _ in range(30))
