def main(request, response):
    headers = request.headers
    name = request.GET.first(b"name")
    lines = [
        "in: %r" % (name in headers),
        "get: %r" % headers.get(name),
        "get with default: %r" % headers.get(name, b"absent"),
        "as text: %r" % headers.get(name.decode("latin-1")),
        "upper: %r" % headers.get(name.upper()),
    ]
    try:
        lines.append("get_list: %r" % headers.get_list(name))
    except KeyError as error:
        lines.append("get_list raises %r" % error)
    lines.append("get_list with default: %r" % headers.get_list(name, ["absent"]))
    try:
        lines.append("[]: %r" % headers[name])
    except KeyError as error:
        lines.append("[] raises %r" % error)
    return [("Content-Type", "text/plain")], "\n".join(lines)
