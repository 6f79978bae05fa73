def main(request, response):
    cookie = request.cookies.first(b"a")
    names = ("key", "value", "expires", "path", "comment", "domain", "max_age", "secure", "version", "httponly")
    return "\n".join("%s: %r" % (name, getattr(cookie, name)) for name in names)
