from imports.beside import circle_b

PART = "a"


def whole():
    return PART + circle_b.part()
