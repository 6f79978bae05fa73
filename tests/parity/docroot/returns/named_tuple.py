from collections import namedtuple

Answer = namedtuple("Answer", "status headers content")


def main(request, response):
    return Answer((203, "Named"), [("X-A", "b")], b"a tuple with names")
