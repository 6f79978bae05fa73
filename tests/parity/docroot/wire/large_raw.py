def main(request, response):
    size = int(request.GET.first(b"size"))
    block = b"0123456789abcdef" * 4096
    response.headers.set("Content-Length", size)
    response.write_status_headers()
    sent = 0
    while sent < size:
        part = block[:size - sent]
        if not response.writer.write(part):
            break
        sent += len(part)
