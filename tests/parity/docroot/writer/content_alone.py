def main(request, response):
    response.writer.write_content(b"head and length come by themselves")
