import io

KINDS = {
    b"bytes": lambda: b"bytes",
    b"text": lambda: "text",
    b"list": lambda: ["a", b"b", lambda: "c"],
    b"file": lambda: io.BytesIO(b"file"),
    b"generator": lambda: (str(number) for number in range(3)),
    b"empty": lambda: [],
    b"default": None,
}


def main(request, response):
    make = KINDS[request.GET.first(b"kind")]
    before = response.content
    if make:
        response.content = make()
    response.headers.set("X-Default", repr(before))
