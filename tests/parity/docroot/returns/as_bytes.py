def main(request, response):
    return b"\x00\x01 bytes as they are \xfe\xff"
