def main(request, response):
    return b""


def prepare():
    raise ValueError("two\nlines \x1b[31m and a colour")


prepare()
