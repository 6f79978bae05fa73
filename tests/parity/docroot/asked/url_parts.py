def main(request, response):
    parts = request.url_parts
    lines = [repr(parts), repr(tuple(parts))]
    for name in ("scheme", "netloc", "path", "query", "fragment", "username", "password", "hostname", "port"):
        lines.append("%s: %r" % (name, getattr(parts, name)))
    lines.append("by index: %r %r" % (parts[1], parts[3]))
    lines.append(parts.geturl())
    return "\n".join(lines)
