def main(request, response):
    return [("Content-Type", "application/x-own")], b"\x00\x7f\x80\xff"
