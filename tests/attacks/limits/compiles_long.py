"""Source that doubles with each level when it is compiled."""


def attempt():
    source = "if 1:\n"
    for depth in range(1, 19):
        source += " " * depth + "try:\n" + " " * (depth + 1) + "a\n" + " " * depth + "finally:\n"
    return "got %s" % compile(source + " " * 20 + "pass\n", "bomb", "exec")
