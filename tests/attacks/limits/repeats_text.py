def attempt():
    return "got %d" % len("secret" * 300_000_000)
