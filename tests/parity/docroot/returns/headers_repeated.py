def main(request, response):
    return [("X-A", "1"), ("X-B", "2"), ("x-a", "3"), ("X-A", "4")], b"grouped"
