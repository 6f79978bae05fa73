def main(request, response):
    lines = []
    for name in sorted(request.POST):
        for value in request.POST.get_list(name):
            if isinstance(value, bytes):
                lines.append("%r is text %r" % (name, value))
            else:
                lines.append("%r is a file %r with %d bytes" % (name, value.filename, len(value.value)))
    return "\n".join(lines)
