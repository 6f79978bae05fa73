"""Keys of one hash: each that is added is compared with all before."""


def attempt():
    return "got %d" % len({number * (2 ** 31 - 1) for number in range(1, 400_000)})
