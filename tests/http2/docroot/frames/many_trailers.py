def main(request, response):
    """Says what becomes of more trailers than HTTP/2 has room for."""
    writer = response.writer
    writer.write_raw_header_frame([(":status", "200")], end_headers=True)
    writer.write_raw_data_frame(b"data, ")
    try:
        trailers = [(f"x-{number}", "1") for number in range(40_000)]
        writer.write_raw_header_frame(trailers, end_stream=True, end_headers=True)
    except Exception as error:
        writer.write_raw_data_frame(str(error).encode(), end_stream=True)
