"""The names that handlers import from `wptserve.utils`."""


def isomorphic_decode(s):
    """Text with one character per byte (Latin-1); text stays as it is."""
    if isinstance(s, str):
        return s
    if isinstance(s, bytes):
        return s.decode("latin-1")
    raise TypeError("expected str or bytes, got %r" % (s,))


def isomorphic_encode(s):
    """Bytes with one byte per character (Latin-1); bytes stay as they are."""
    if isinstance(s, bytes):
        return s
    if isinstance(s, str):
        return s.encode("latin-1")
    raise TypeError("expected str or bytes, got %r" % (s,))


class HTTPException(Exception):
    """Ends the request with an error response of status `code`."""

    # The base class gets its arguments from `__new__`, so str() shows them: "404", or "(404, 'why')".
    def __init__(self, code, message=""):
        self.code = code
        self.message = message


class BadHandler(HTTPException):
    """The handler does not keep to the contract: it has no `main`, or returns something else."""


def get_error_cause(exc):
    """What led to `exc`: its explicit cause, else its context, else itself."""
    if exc.__cause__ is not None:
        return exc.__cause__
    if exc.__context__ is not None:
        return exc.__context__
    return exc


def invert_dict(dict):
    """{key: [values]} turned into {value: key}; ValueError when a value would have two keys."""
    inverted = {}
    for key, values in dict.items():
        for value in values:
            if value in inverted:
                raise ValueError("%r appears twice" % (value,))
            inverted[value] = key
    return inverted


# https://fetch.spec.whatwg.org/#port-blocking
_BAD_PORTS = frozenset((
    1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109,
    110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530,
    531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 993, 995, 999, 1719, 1720, 1723, 2049, 3659, 4045,
    4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
))


def is_bad_port(port):
    """Whether fetch refuses to connect to `port`."""
    return port in _BAD_PORTS
