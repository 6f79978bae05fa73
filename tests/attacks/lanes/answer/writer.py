

def main(request, response):
    status, reason, fields, content = answer()
    writer = response.writer
    writer.write_status(status, reason)
    for name, value in fields:
        writer.write_header(name, value)
    writer.end_headers()
    writer.write_content(content)
