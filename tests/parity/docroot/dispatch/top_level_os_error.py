# While the top level runs, a missing file means that the handler is missing.
with open("/nonexistent/table.txt", "rb") as table:
    TABLE = table.read()


def main(request, response):
    return TABLE
