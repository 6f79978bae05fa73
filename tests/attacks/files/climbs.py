"""Up and out by `..`, from every place a path can begin at."""

import os


def attempt():
    here = os.path.dirname(os.path.abspath(__file__))
    ways = [ROOT + "/../beside/secret.txt", ROOT + "/links/../../beside/secret.txt", here + "/../../../beside/secret.txt",
            ROOT + "//..//beside//secret.txt", ROOT + "/./../beside/./secret.txt", ROOT + "/own.txt/../../beside/secret.txt",
            "../" * 40 + OUTSIDE[1:] + "/secret.txt", ROOT + "-beside/secret.txt", ROOT + "/../site-beside/secret.txt"]
    for way in ways:
        try:
            return "got " + open(way).read()
        except OSError as error:
            last = error
    raise last
