"""A pickle of few bytes whose lists hold each other many times over, and an array as large as it says."""

import pickle


def attempt():
    return "got %d" % len(pickle.loads(b"\x80\x04\x8e" + (1 << 33).to_bytes(8, "little") + b"."))
