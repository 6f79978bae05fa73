class Unusual(Exception):
    def __str__(self):
        return "described by itself"


def recurse(depth):
    return recurse(depth + 1) + 1


KINDS = {
    b"value": lambda: int("many"),
    b"key": lambda: {}["absent"],
    b"index": lambda: [][3],
    b"type": lambda: "text" + 7,
    b"attribute": lambda: None.upper(),
    b"name": lambda: undefined_name,
    b"zero": lambda: 1 / 0,
    b"unicode": lambda: b"\xff".decode("utf-8"),
    b"encode": lambda: "\u20ac".encode("latin-1"),
    b"assertion": lambda: (_ for _ in ()).throw(AssertionError("asserted")),
    b"stop": lambda: next(iter([])),
    b"own": lambda: (_ for _ in ()).throw(Unusual()),
    b"not-implemented": lambda: (_ for _ in ()).throw(NotImplementedError("some day")),
    b"permission": lambda: (_ for _ in ()).throw(PermissionError(13, "not you")),
    b"timeout": lambda: (_ for _ in ()).throw(TimeoutError("too late")),
    b"empty": lambda: (_ for _ in ()).throw(Exception()),
    b"wide": lambda: (_ for _ in ()).throw(ValueError("caf\u00e9 \u20ac")),
    b"lines": lambda: (_ for _ in ()).throw(ValueError("one\ntwo")),
    b"recursion": lambda: recurse(0),
}


def main(request, response):
    response.headers.set("X-Before", "thrown away")
    response.status = 202
    return KINDS[request.GET.first(b"kind")]()
