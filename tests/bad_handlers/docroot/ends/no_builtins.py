import builtins


def main(request, response):
    vars(builtins).clear()
    return b"without builtins"
