def main(request, response):
    response.writer.write_status(200)
    response.writer.write_header("Content-Length", 100)
    response.writer.end_headers()
    response.writer.write("cut here: ")
    raise RuntimeError("the head has gone already")
