def main(request, response):
    writer = response.writer
    assert not writer.content_written
    raise RuntimeError("nothing has gone yet")
