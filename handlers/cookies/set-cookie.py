"""Set two cookies: one for the browser session, one that lasts ten minutes and scripts can not read.

    curl -i 'http://127.0.0.1:8000/cookies/set-cookie.py?flavour=ginger'
"""

from datetime import timedelta


def main(request, response):
    flavour = request.GET.first(b"flavour", b"oat")
    response.set_cookie(b"flavour", flavour, path="/cookies/")
    response.set_cookie(
        b"jar", b"closed", path="/cookies/", max_age=timedelta(minutes=10), httponly=True, samesite="Lax"
    )
    return [("Content-Type", "text/plain")], b"A cookie: %s.\n" % flavour
