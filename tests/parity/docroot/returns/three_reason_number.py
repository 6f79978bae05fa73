def main(request, response):
    return (200, 7), [], b"a number as the reason"
