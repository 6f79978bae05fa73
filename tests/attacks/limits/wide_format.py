"""A format that asks for more than it is given."""


def attempt():
    for make in [lambda: "%999999999d" % 1, lambda: f"{1:999999999}", lambda: "{:>{}}".format("a", 10 ** 9)]:
        make()
    return "got them"
