#!/usr/bin/env python3
"""Fuzz header fields and cookies in the Python packages: what they find is what Python's own `http.cookies` and `cgi` find, whatever
the bytes, and every field is there in any case.

    python3 tests/fuzz/header_fields.py [--seconds 600] [--seed NUMBER]

What fails is printed with the seed of its round. Exit code 1 then.
"""

import sys
import time
from datetime import timedelta
from http.cookies import BaseCookie, CookieError

import rounds

rounds.import_packages()

from wptserve.header_parameters import parse_header  # noqa: E402
from wptserve.request_cookies import Cookies  # noqa: E402
from wptserve.request_headers import RawHeaders, RequestHeaders  # noqa: E402
from wptserve.response_headers import ResponseHeaders  # noqa: E402
from wptserve.set_cookie import set_cookie_value  # noqa: E402

# A field of a few hundred bytes takes far less.
LONGEST = 2.0
COOKIES = [b"b=2; a=1;c=3", b'a="x y; z"; b="\\"q\\""', b"=a; b=2", b"$Version=1; a=1; $Path=\"/x\"; path=/; secure", b"a==b=c===;d = e f=g[]",
           b"a=Sat, 21 Nov 2026 10:00:00 GMT; b=1", b"\xe9=\xff", b"", b"expires=Wdy, 1", b"a=b, c=d; HttpOnly"]
FIELDS = [b'form-data; NAME="a;\\"b"; x=1;y ; x=2', b"text/html", b'a; b="c', b";;;", b'a;";"=";";', b'multipart/form-data; boundary="a\\\\b"']
WORDS = [b";", b"=", b'"', b"\\", b" ", b",", b"$", b"a", b"path", b"expires=", b"secure", b"\t", b"\r\n", b"\x00", b"\xe9", b"\xa0", b"\x85",
         b'\\"', b"GMT", b"]", b"(", b"\\054"]
NAMES = [b"Host", b"X-One", b"x-one", b"X-ONE", b"\xe9", b"\xc9", b"", b":path", b"Set-Cookie", b"\x00"]


def check_cookies(rng):
    """Those that `http.cookies` finds."""
    field = rounds.mutated(rng, rng.choice(COOKIES), WORDS)
    jar = BaseCookie()
    try:
        jar.load(field.decode("latin-1"))
    except CookieError:
        jar = None
    try:
        cookies = Cookies.parse(field)
    except CookieError:
        cookies = None
    assert (cookies is None) == (jar is None), "refused by one alone: %r" % field
    if cookies is None:
        return 0
    found = [(name, cookies[name].value) for name in cookies]
    theirs = [(name.encode("latin-1"), morsel.coded_value.encode("latin-1")) for name, morsel in jar.items()]
    assert found == theirs, "%r, but %r, from %r" % (found, theirs, field)
    for name in cookies:
        assert cookies.first(name) is cookies.last(name) and len(cookies.get_list(name)) == 1
        assert cookies[name].value in field, "a value that nobody has sent: %r, from %r" % (name, field)
    return 1


def check_parameters(rng):
    """Those that `cgi` finds."""
    field = rounds.mutated(rng, rng.choice(FIELDS), WORDS).decode("latin-1")
    found = parse_header(field)
    if rounds.CGI is not None:
        theirs = rounds.CGI.parse_header(field)
        assert found == theirs, "%r, but %r, from %r" % (found, theirs, field)


def check_headers(rng):
    """The fields of a request in any case, and those of a response in the order and case they were set."""
    fields = [(rng.choice(NAMES), rng.randbytes(rng.randrange(4))) for _ in range(rng.randrange(8))]
    headers, raw, response = RequestHeaders.from_fields(fields), RawHeaders.from_fields(fields), ResponseHeaders()
    for name, value in fields:
        first = next(value for other, value in fields if other.lower() == name.lower())
        for spelling in (name, name.upper() if name.isascii() else name, name.decode("latin-1")):
            assert headers[spelling] == headers.get(spelling) == first and spelling in headers, "%r of %r" % (spelling, fields)
        response.append(name, value)
    assert raw.items() == [(name.decode("latin-1"), value.decode("latin-1")) for name, value in fields], fields
    together = [value for name in dict.fromkeys(name.lower() for name, _ in fields) for other, value in fields if other.lower() == name]
    assert [value for _, value in response] == together, fields


def check_set_cookie(rng):
    """A cookie that is set comes back, where its name and value are such that a client can keep them."""
    name, value = rng.choice([b"a", b"x-y", b"A1"]), rng.choice([b"", b"1", b'"q q"', b"a=b", b"[x]"])
    text = set_cookie_value(name, value, rng.choice([None, "/", "/x"]), rng.choice([None, "a.example"]), rng.choice([None, 0, 600, timedelta(1)]),
                            rng.choice([None, timedelta(days=-1), timedelta(days=9)]), rng.choice([None, "Lax"]), rng.random() < 0.5, rng.random() < 0.5,
                            rng.choice([None, "", "a comment"]))
    pair = text.split(";")[0].encode("latin-1")
    assert pair == name + b"=" + value, text
    if value:
        assert Cookies.parse(pair)[name].value == value, text
    return 1


def round_of(rng):
    """One of each. Raises what should not be."""
    begun = time.process_time()
    check_headers(rng)
    check_parameters(rng)
    check_set_cookie(rng)
    taken = check_cookies(rng)
    assert time.process_time() - begun < LONGEST, "%.1f s" % (time.process_time() - begun)
    return taken


if __name__ == "__main__":
    sys.exit(rounds.main(__doc__, round_of))
