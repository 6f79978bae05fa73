def main(request, response):
    response.content = "a text whose length is known \u00e9"
    response.writer.write_status(200)
    response.writer.end_headers()
    response.write_content()
