def main(request, response):
    lines = ["%r: %r" % (name, request.POST.get_list(name)) for name in sorted(request.POST)]
    lines.append("items: %r" % sorted(request.POST.items()))
    return [("Content-Type", "text/plain")], "\n".join(lines)
