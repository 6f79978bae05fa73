"""The text of a `Set-Cookie` field."""

from datetime import datetime, timedelta, timezone
from http.cookies import Morsel

from .utils import isomorphic_decode

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def set_cookie_value(name, value, path, domain, max_age, expires, samesite, secure, httponly, comment):
    """`name=value; attribute; ...`, attributes in alphabetical order.

    `expires` is a datetime, printed as it is, or a timedelta from now. A value of None deletes the cookie.
    """
    if value is None:
        value = b""
        max_age = 0
        expires = timedelta(days=-1)
    name = isomorphic_decode(name)
    value = isomorphic_decode(value)

    if isinstance(expires, timedelta):
        expires = datetime.now(timezone.utc) + expires
    if expires is not None:
        # Months in lower case, and always "GMT": this is what clients get from wptserve. The year apart, since C
        # libraries disagree on the width of %Y.
        expires = expires.strftime("%d %%s %%d %H:%M:%S GMT") % (_MONTHS[expires.month - 1], expires.year)
    if max_age is not None:
        if hasattr(max_age, "total_seconds"):
            max_age = int(max_age.total_seconds())
        max_age = "%.0d" % max_age

    cookie = Morsel()
    cookie.set(name, value, value)
    for attribute, setting in (("path", path), ("domain", domain), ("comment", comment), ("expires", expires),
                               ("max-age", max_age), ("secure", secure), ("httponly", httponly),
                               ("samesite", samesite)):
        if setting is not None and setting is not False:
            cookie[attribute] = setting
    return cookie.OutputString()
