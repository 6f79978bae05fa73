def main(request, response):
    response.writer.write_status(200)
    response.writer.end_headers()
    print("begun")
    try:
        while True:
            response.writer.write_content(b"x")
    except BrokenPipeError as error:
        print("ended:", type(error).__name__)
        raise
