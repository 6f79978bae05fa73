"""`application/x-www-form-urlencoded` text to pairs of bytes."""

from urllib.parse import unquote_to_bytes


def pairs(query):
    """(name, value) pairs; blank values are kept, empty pieces between two `&` are not."""
    found = []
    for piece in query.split(b"&"):
        if piece:
            name, _, value = piece.partition(b"=")
            if b"+" in piece:
                name = name.replace(b"+", b" ")
                value = value.replace(b"+", b" ")
            if b"%" in piece:
                name = unquote_to_bytes(name)
                value = unquote_to_bytes(value)
            found.append((name, value))
    return found
