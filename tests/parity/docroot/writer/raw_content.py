def main(request, response):
    response.writer.write_raw_content("HTTP/1.1 200 Raw\r\nContent-Length: 3\r\n\r\n")
    response.writer.write_raw_content(b"raw")
