#!/usr/bin/env python3
"""Fuzz forms in the Python packages: bodies that come in pieces are read as one, and forms of several parts are taken apart as
Python's own `cgi` does, whose tolerance they have.

    python3 tests/fuzz/form_bodies.py [--seconds 600] [--seed NUMBER]

What fails is printed with the seed of its round. Exit code 1 then.
"""

import io
import sys
import time

import rounds


class Client:
    """A body that comes in pieces, for the packages' module `_airlock`."""

    def __init__(self, pieces=()):
        self.pieces = list(pieces)

    def read_body(self, most):
        if not self.pieces:
            return b""
        piece, rest = self.pieces[0][:most], self.pieces[0][most:]
        self.pieces[:1] = [rest] if rest else []
        return piece

    def has_body_ended(self):
        return not self.pieces


client = Client()
rounds.import_packages(read_body=lambda most: client.read_body(most), has_body_ended=lambda: client.has_body_ended())

from wptserve import form, multipart, query  # noqa: E402
from wptserve.raw_input import InputFile  # noqa: E402

# A form of a few thousand bytes takes far less.
LONGEST = 2.0
BOUNDARIES = [b"B", b"a b'c", b"-", b"--", b"x" * 200, b"=_;"]
WORDS = [b"\r\n", b"\n", b"\r", b"--B", b"\r\n--B\r\n", b"\n--B--\n", b"--", b"-", b":", b";", b'"', b"\\", b"=", b" ", b"\t", b"\xe9",
         b"\x00", b"\x0b", b"\x0c", b"\x85", b"\r\n\r\n", b'Content-Disposition: form-data; name="a"\r\n', b"Content-Length: 3\r\n",
         b"Content-Type: multipart/mixed; boundary=C\r\n", b"content-type: text/plain; charset=utf-8\r\n", b"filename=", b'filename="x"',
         b"name*=utf-8''x", b"X" * 300]
NAMES = [b"a", b'"a"', b'"a;b"', b'"a\\"b"', b"", b'""', b'"', b"\xe9", b"a b", b"a=b"]


def random_form(rng):
    boundary = rng.choice(BOUNDARIES)
    end = rng.choice([b"\r\n", b"\r\n", b"\n"])
    body = rng.choice([b"", b"", b"preamble" + end])
    for _ in range(rng.randrange(5)):
        body += b"--" + boundary + end + b"Content-Disposition: form-data; name=" + rng.choice(NAMES)
        body += rng.choice([b"", b"; filename=" + rng.choice(NAMES)]) + end
        body += rng.choice([b"", b"Content-Type: text/x" + end, b"A: b" + end + b" folded" + end]) + end
        body += rng.choice([b"", b"content", end, b"--", rng.randbytes(rng.randrange(20)), b"--" + boundary + b"x" + end]) + end
    return body + rng.choice([b"--" + boundary + b"--" + end, b"--" + boundary + b"--", b""]), boundary


def seen(part):
    return part.name, part.filename, part.value


def check_multipart(rng):
    """The parts, which are those that `cgi` finds."""
    body, boundary = random_form(rng)
    body = rounds.mutated(rng, body, WORDS)
    try:
        found = list(map(seen, multipart.parts(body, boundary)))
    except ValueError:
        return 0
    for _, _, value in found:
        assert value in body, "content that nobody has sent: %r, from %r" % (value, body)
    assert len(found) <= body.count(b"--" + boundary), "more parts than delimiters: %r, from %r" % (found, body)
    if rounds.CGI is not None:
        theirs = of_cgi(body, boundary)
        assert theirs is None or found == theirs, "not as cgi has it: %r, but %r, from %r, %r" % (found, theirs, boundary, body)
    return 1


def of_cgi(body, boundary):
    environ = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": "multipart/form-data"}
    headers = {"content-type": 'multipart/form-data; boundary="%s"' % boundary.decode(), "content-length": str(len(body))}
    try:
        whole = rounds.CGI.FieldStorage(io.BytesIO(body), headers=headers, environ=environ, keep_blank_values=True, encoding="iso-8859-1")
    except ValueError:
        return None
    return [seen_by_cgi(part) for part in whole.list]


def seen_by_cgi(part):
    value = part.value
    return part.name, part.filename, value.encode("latin-1") if isinstance(value, str) else value


def check_urlencoded(rng):
    """The pairs, which are the same when they are written as a query again."""
    text = rounds.mutated(rng, rng.choice([b"a=1&b=%e9+%2B&c&=d&e=f=g%zz", b"", b"&&", b"%" * 20]), [b"&", b"=", b"%", b"+", b"%3d", b"%26", b"\xff"])
    pairs = query.pairs(text)
    quoted = ["".join("%%%02x" % byte for byte in name) + "=" + "".join("%%%02X" % byte for byte in value) for name, value in pairs]
    assert query.pairs("&".join(quoted).encode()) == pairs, "not the same again: %r" % text
    dictionary = form.MultiDict.from_pairs(pairs)
    for name in dictionary:
        assert dictionary.get_list(name) == [value for other, value in pairs if other == name], text
    return 1


def check_pieces(rng):
    """A body in pieces is read as one that is there."""
    body = rng.choice([b"", b"line\n" * 50, rng.randbytes(rng.randrange(3000)), b"\n" * 9, b"x" * 20_000 + b"\ny"])
    client.pieces = rounds.pieces_of(rng, body)
    file, model = InputFile(rng.choice([len(body), None])), io.BytesIO(body)
    for _ in range(rng.randrange(12)):
        kind = rng.randrange(6)
        size = rng.choice([-1, 0, 1, rng.randrange(30), rng.randrange(10_000)])
        if kind == 0:
            assert file.read(size) == model.read(size), "read(%d)" % size
        elif kind == 1:
            most = rng.choice([None, 0, 1, 5, 9000])
            assert file.readline(most) == model.readline(-1 if most is None else most), "readline(%r)" % most
        elif kind == 2:
            at = rng.randrange(len(body) + 1)
            file.seek(at)
            model.seek(at)
        elif kind == 3:
            assert file.length == len(body)
        elif kind == 4:
            assert file.readlines() == model.readlines()
        assert file.tell() == model.tell()
    file.seek(0)
    assert file.read() == body
    return 1


def round_of(rng):
    """One of each. Raises what should not be."""
    begun = time.process_time()
    check_pieces(rng)
    check_urlencoded(rng)
    taken = check_multipart(rng)
    assert time.process_time() - begun < LONGEST, "%.1f s" % (time.process_time() - begun)
    return taken


if __name__ == "__main__":
    sys.exit(rounds.main(__doc__, round_of))
