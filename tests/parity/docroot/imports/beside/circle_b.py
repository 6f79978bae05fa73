from imports.beside import circle_a


def part():
    return "b" + circle_a.PART
