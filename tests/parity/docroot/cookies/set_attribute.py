import datetime

KINDS = {
    b"no-path": dict(path=None),
    b"empty-path": dict(path=""),
    b"domain": dict(domain="sub.web-platform.test"),
    b"age": dict(max_age=10),
    b"age-zero": dict(max_age=0),
    b"age-negative": dict(max_age=-5),
    b"age-delta": dict(max_age=datetime.timedelta(minutes=1, milliseconds=900)),
    b"expires": dict(expires=datetime.datetime(1999, 12, 31, 23, 59, 59)),
    b"expires-delta": dict(expires=datetime.timedelta(days=1)),
    b"expires-past": dict(expires=datetime.timedelta(days=-1)),
    b"expires-zone": dict(expires=datetime.datetime(2031, 2, 3, tzinfo=datetime.timezone.utc)),
    b"expires-text": dict(expires="never"),
    b"lax": dict(samesite="Lax"),
    b"none": dict(samesite="None", secure=True),
    b"odd-site": dict(samesite="Sometimes"),
    b"secure": dict(secure=True),
    b"insecure": dict(secure=False),
    b"httponly": dict(httponly=True),
    b"comment": dict(comment="a; b"),
    b"nothing": dict(),
}


def main(request, response):
    kind = request.GET.first(b"kind")
    value = None if kind == b"nothing" else b"v"
    response.set_cookie(b"c", value, **KINDS[kind])
    return b"set"
