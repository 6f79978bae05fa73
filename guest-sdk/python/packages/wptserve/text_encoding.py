"""What handlers write, as bytes."""


def encoded(data, encoding):
    """Bytes as they are, text in `encoding`."""
    if isinstance(data, bytes):
        return data
    if isinstance(data, str):
        return data.encode(encoding)
    raise ValueError("data %r should be text or binary, but is %s" % (data, type(data)))
