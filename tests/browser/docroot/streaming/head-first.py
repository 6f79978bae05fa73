from resources import gate


def main(request, response):
    response.writer.write_status(202)
    response.writer.write_header("X-First", "yes")
    response.writer.write_header("Content-Type", "text/plain")
    response.writer.end_headers()
    gate.wait(request, request.GET.first(b"key"))
    response.writer.write_content("content")
