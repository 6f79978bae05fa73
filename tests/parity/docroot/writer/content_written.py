def main(request, response):
    writer = response.writer
    before = writer.content_written
    writer.write_status(200)
    between = writer.content_written
    writer.write_header("X-Written", "%r %r" % (before, between))
    writer.end_headers()
    writer.write(repr(writer.content_written))
