def main(request, response):
    response.headers.set("Content-Length", 3)
    response.write_status_headers()
    response.content = b"abc"
    response.write_content()
