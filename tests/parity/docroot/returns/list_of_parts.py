def main(request, response):
    return ["text \u00e9, ", b"bytes \xe9, ", "", b"", None, 0, lambda: "from a function, ", lambda: None, "end"]
