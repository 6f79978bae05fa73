def main(request, response):
    headers = request.headers
    lines = ["%r -> %r" % (name, headers[name]) for name in headers]
    return "\n".join(lines)
