def main(request, response):
    lines = ["%r: %r" % (name, request.GET.get_list(name)) for name in request.GET]
    return [("Content-Type", "text/plain")], "\n".join(lines)
