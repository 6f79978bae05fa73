def main(request, response):
    headers = [
        ("X-Text-Text", "value"),
        (b"X-Bytes-Bytes", b"value"),
        ("X-Text-Bytes", b"\xe9\xff"),
        (b"X-Bytes-Text", "\u00e9\u00ff"),
        ("X-Number", 42),
        ("X-Negative", -1),
        ("X-True", True),
        ("X-Empty", ""),
        ("X-Spaces", "  a  b  "),
        ("x-CaSe", "kept"),
    ]
    return headers, b"ok"
