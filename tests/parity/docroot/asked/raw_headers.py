def main(request, response):
    raw = request.raw_headers
    return "\n".join([
        "get: %r" % raw.get("x-twice"),
        "[]: %r" % raw["X-TWICE"],
        "get_all: %r" % raw.get_all("X-Twice"),
        "missing: %r" % raw.get("X-Missing"),
        "in: %r" % ("x-twice" in raw),
        "keys: %r" % raw.keys(),
        "values: %r" % raw.values(),
        "items: %r" % raw.items(),
        "raw_items: %r" % list(raw.raw_items()),
        "len: %d" % len(raw),
    ])
