from wptserve.utils import isomorphic_decode, isomorphic_encode


def main(request, response):
    lines = [
        repr(isomorphic_decode(b"\xe9\xff")), repr(isomorphic_decode("text")),
        repr(isomorphic_encode("\u00e9\u00ff")), repr(isomorphic_encode(b"bytes")),
    ]
    for convert, value in ((isomorphic_decode, 7), (isomorphic_encode, None), (isomorphic_encode, "\u20ac")):
        try:
            convert(value)
        except (TypeError, UnicodeEncodeError) as error:
            lines.append(type(error).__name__)
    return "\n".join(lines)
