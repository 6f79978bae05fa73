def main(request, response):
    response.content = ["a", lambda: "b", b"c"]
    response.write_status_headers()
    response.write_content()
