def main(request, response):
    lines = []
    for name in request.cookies:
        cookie = request.cookies[name]
        lines.append("%r: key %r, value %r, text %r" % (name, cookie.key, cookie.value, str(cookie)))
    return [("Content-Type", "text/plain")], "\n".join(lines)
