"""A redirect whose code the client chooses: with 307 the method and the body go along, with 302 and 303 they do not.

    curl -i 'http://127.0.0.1:8000/navigation/redirect.py?code=301'
    curl -L -d 'luggage' 'http://127.0.0.1:8000/navigation/redirect.py?code=307'
"""

CODES = (301, 302, 303, 307)


def main(request, response):
    code = int(request.GET.first(b"code", b"302"))
    if code not in CODES:
        response.set_error(400, "code must be one of %s" % (CODES,))
        return
    response.status = code
    response.headers.set("Location", "/navigation/arrival.py")
    response.content = "Over there.\n"
