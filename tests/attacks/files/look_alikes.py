"""Separators and dots that are none: encoded, of another system, full width, overlong in UTF-8, with a byte order mark."""

import itertools


def attempt():
    dots = ["%2e%2e", "..", "\uff0e\uff0e", "\u2025", ".\u200b.", "%c0%ae%c0%ae", "\ufeff..", ". .", "...", "..;"]
    separators = ["%2f", "\\", "\uff0f", "\u2215", "%5c", "\u29f8", "/\u200b", ":", "%252f"]
    for dot, separator in itertools.product(dots, separators):
        for way in [ROOT + separator + dot + separator, ROOT + "/" + dot + separator]:
            try:
                return "got " + open(way + "beside" + separator + "secret.txt").read()
            except OSError as error:
                last = error
    for raw in [b"\xc0\xae\xc0\xae/", b"\xe0\x80\xae\xe0\x80\xae/", b"..\xc0\xaf"]:
        try:
            return "got " + open(ROOT.encode() + b"/" + raw + b"beside/secret.txt").read()
        except OSError as error:
            last = error
    raise last
