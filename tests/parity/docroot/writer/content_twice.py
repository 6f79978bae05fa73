def main(request, response):
    response.writer.write_content("one ")
    response.writer.write_content("two: beyond the length")
