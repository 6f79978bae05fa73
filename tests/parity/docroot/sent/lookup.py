def main(request, response):
    query = request.GET
    lines = [
        "in: %r" % (b"a" in query),
        "text in: %r" % ("a" in query),
        "get: %r" % query.get(b"a"),
        "get with default: %r" % query.get(b"a", b"absent"),
        "first with default: %r" % query.first(b"a", None),
        "last with default: %r" % query.last(b"a", b"absent"),
        "get_list: %r" % query.get_list(b"a"),
    ]
    for name, look in (("first", query.first), ("last", query.last), ("[]", query.__getitem__)):
        try:
            lines.append("%s: %r" % (name, look(b"a")))
        except KeyError as error:
            lines.append("%s raises KeyError(%s)" % (name, error))
    lines.append("len: %d, bool: %r" % (len(query), bool(query)))
    return "\n".join(lines)
