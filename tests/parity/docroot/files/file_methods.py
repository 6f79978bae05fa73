import os


def main(request, response):
    with open(os.path.join(os.path.dirname(__file__), "shelf", "umlauts.txt"), "rb") as file:
        lines = [file.read(3), file.tell(), file.readline(), file.seek(-3, os.SEEK_END), file.read(), file.read()]
        file.seek(0)
        lines += [list(file), file.readable(), file.writable(), file.seekable(), file.closed, os.path.basename(file.name)]
    lines.append(file.closed)
    return repr(lines)
