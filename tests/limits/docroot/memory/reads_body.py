def main(request, response):
    return b"%d" % len(request.body)
