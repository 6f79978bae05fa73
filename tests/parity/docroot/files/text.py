import os


def main(request, response):
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "shelf", "umlauts.txt"), encoding="utf-8") as beside:
        lines = beside.readlines()
    return "%d lines, the last %r" % (len(lines), lines[-1])
