import datetime


def main(request, response):
    response.set_cookie(
        b"full", b"value", path="/cookies", domain="web-platform.test", max_age=60,
        expires=datetime.datetime(2031, 2, 3, 4, 5, 6), samesite="Strict", secure=True, httponly=True,
        comment="no comment")
    return b"set"
