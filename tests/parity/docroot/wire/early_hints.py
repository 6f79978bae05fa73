def main(request, response):
    writer = response.writer
    writer.write_status(103)
    writer.write_header("Link", "</style.css>; rel=preload; as=style")
    writer.write("\r\n")
    response.headers.set("Content-Type", "text/html")
    response.headers.set("Content-Length", "4")
    response.write_status_headers()
    writer.write("<p>!")
