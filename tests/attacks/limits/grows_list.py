def attempt():
    kept = []
    while True:
        kept.append(bytearray(1 << 16))
