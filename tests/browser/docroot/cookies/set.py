"""Sets the cookie that the query describes."""

from resources import cross_origin


def main(request, response):
    query = request.GET
    cross_origin.allow(request, response)
    name = query.first(b"name")
    if b"delete" in query:
        response.delete_cookie(name, path="/")
        return "deleted"
    names = [name] + query.get_list(b"also")
    for name in names:
        response.set_cookie(
            name,
            query.first(b"value"),
            path=query.first(b"path", b"/"),
            domain=query.first(b"domain", None),
            max_age=int(query.first(b"max-age")) if b"max-age" in query else None,
            samesite=query.first(b"samesite", None),
            secure=b"secure" in query,
            httponly=b"httponly" in query,
        )
    return "set"
