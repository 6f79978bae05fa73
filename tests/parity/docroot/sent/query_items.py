def main(request, response):
    query = request.GET
    lines = ["items: %r" % list(query.items()), "keys: %r" % list(query.keys()), "values: %r" % list(query.values())]
    query.add(b"a", b"added")
    query[b"new"] = b"set"
    lines.append("changed: %r %r" % (query.get_list(b"a"), query.get_list(b"new")))
    lines.append("the same object again: %r" % (request.GET is query))
    return "\n".join(lines)
