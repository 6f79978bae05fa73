def main(request, response):
    response.add_required_headers = False
    writer = response.writer
    writer.write_status(101)
    writer.write_header("Upgrade", "parity")
    writer.write_header("Connection", "Upgrade")
    writer.end_headers()
    writer.write(b"\x00another protocol\xff")
