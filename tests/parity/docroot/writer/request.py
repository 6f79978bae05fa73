def main(request, response):
    writer = response.writer
    return repr((writer.request is request, writer.file_chunk_size, writer.default_status, writer.encode("\u00e9")))
