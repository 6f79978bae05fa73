"""A few bytes of the sandbox, named a million times as a field's value: what takes them over would need a terabyte."""

import _airlock


def main(request, response):
    value = b"x" * (1 << 20)
    fields = [(b"X-Long", value)] * 1_000_000
    _airlock.send(200, None, fields, b"", True)
