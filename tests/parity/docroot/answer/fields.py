def main(request, response):
    headers = response.headers
    headers.set("X-One", "first")
    headers.set("x-one", "second")
    headers.append("X-Two", b"a")
    headers.append("x-TWO", 7)
    headers["X-Three"] = "by item"
    headers.update([("X-Two", "b"), (b"X-Four", b"4")])
    headers.set("X-Five", "goes")
    del headers["x-five"]
    lines = [
        "get: %r" % headers.get("X-TWO"),
        "get missing: %r" % headers.get("X-None"),
        "get with default: %r" % headers.get("X-None", "absent"),
        "[]: %r" % headers["x-one"],
        "in: %r %r" % ("X-ONE" in headers, b"x-five" in headers),
        "items: %r" % headers.items(),
        "iteration: %r" % list(headers),
    ]
    return "\n".join(lines)
