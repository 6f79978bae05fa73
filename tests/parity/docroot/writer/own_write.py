"""Puts functions of its own in place of the writer's."""


def main(request, response):
    writer = response.writer
    write, write_header = writer.write_raw_content, writer.write_header
    writer.write_raw_content = lambda data: write(data.upper())
    writer.write_header = lambda name, value: write_header(name, value if isinstance(value, int) else value * 2)
    return [("X-Test", "TEST")], "body\n"
