VALUES = {
    b"text": "text \u20ac",
    b"bytes": b"bytes \x00\xff",
    b"number": 42,
    b"large": 2 ** 70,
    b"negative": -1,
    b"zero": 0,
    b"float": 1.5,
    b"true": True,
    b"false": False,
    b"list": [1, "two", b"three", None, [4.5, []]],
    b"tuple": (1, ("two", None), ()),
    b"dict": {"a": 1, b"b": [2], 3: {"c": None}, (1, 2): "tuple as a key"},
    b"set": {1, 2, 3},
    b"frozenset": frozenset(["only"]),
    b"empty": "",
    b"empty-bytes": b"",
    b"empty-list": [],
    b"byte-array": bytearray(b"changeable"),
    b"infinite": [float("inf"), float("-inf")],
    b"complex": 1 + 2j,
}


def main(request, response):
    kind = request.GET.first(b"kind")
    request.server.stash.put(request.GET.first(b"key"), VALUES[kind])
    return "put %s" % type(VALUES[kind]).__name__
