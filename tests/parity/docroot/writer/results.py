def main(request, response):
    writer = response.writer
    results = [writer.write_status(200), writer.write_header("X-A", "b"), writer.end_headers()]
    results += [writer.write("one"), writer.write_content("two"), writer.write_raw_content(b"three")]
    writer.write(repr(results))
