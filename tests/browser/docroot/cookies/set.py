"""Sets the cookie that the query describes."""

from resources import cross_origin


def main(request, response):
    def asked(name, default=None):
        value = request.GET.first(name, None)
        return default if value is None else value.decode("ascii")

    cross_origin.allow(request, response)
    if b"delete" in request.GET:
        response.delete_cookie(asked(b"name"))
        return "deleted"
    max_age = asked(b"max-age")
    for name in [asked(b"name"), asked(b"also")]:
        if name is None:
            continue
        response.set_cookie(
            name,
            asked(b"value"),
            path=asked(b"path", "/"),
            domain=asked(b"domain"),
            max_age=None if max_age is None else int(max_age),
            samesite=asked(b"samesite"),
            secure=b"secure" in request.GET,
            httponly=b"httponly" in request.GET,
        )
    return "set"
