def main(request, response):
    cookies = request.cookies
    found = [
        b"a" in cookies,
        cookies.get(b"a"),
        cookies.get(b"a", b"absent"),
        cookies.first(b"a", b"absent"),
        cookies.last(b"a", b"absent"),
        cookies.get_list(b"a"),
        sorted(cookies.keys()),
        len(cookies),
    ]
    try:
        found.append(cookies[b"a"])
    except KeyError as error:
        found.append("KeyError(%s)" % error)
    return "\n".join(map(repr, found))
