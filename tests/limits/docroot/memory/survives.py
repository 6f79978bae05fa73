"""Running out of memory is an exception like others: a handler may catch it and answer."""


def main(request, response):
    kept = []
    try:
        while True:
            kept.append(bytearray(1 << 20))
    except MemoryError:
        count = len(kept)
        kept.clear()
    return b"survived %s" % (b"many" if count > 10 else b"few")
