def main(request, response):
    try:
        response.writer.write_status(200)
        response.writer.end_headers()
        while True:
            response.writer.write_content(b"x" * 100000)
    except Exception:
        return "not reached"
