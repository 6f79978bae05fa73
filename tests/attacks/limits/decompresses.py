"""Compressed data that is a thousand times as long when it is not."""

import zlib


def attempt():
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = squeezer.compress(bytes(1 << 20)) + squeezer.flush(zlib.Z_FULL_FLUSH)
    return "got %d" % len(zlib.decompressobj(-15).decompress(block * 256))
