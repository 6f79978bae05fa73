from resources import gate


def pieces(request):
    key = request.GET.first(b"key")
    for piece in ("one", "two", "three"):
        yield piece
        gate.wait(request, key)


def main(request, response):
    if request.GET.first(b"way") == b"generator":
        return [("Content-Type", "text/plain")], pieces(request)
    response.writer.write_status(200)
    response.writer.write_header("Content-Type", "text/plain")
    response.writer.end_headers()
    for piece in pieces(request):
        response.writer.write_content(piece)
