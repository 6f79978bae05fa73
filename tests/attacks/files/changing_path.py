"""An object that is another path each time it is asked, and a text that says that it is another."""

import os


class Changing(os.PathLike):
    asked = 0

    def __fspath__(self):
        self.asked += 1
        return ROOT + "/own.txt" if self.asked % 2 else OUTSIDE + "/secret.txt"


class Lying(str):
    def startswith(self, *values):
        return True

    def __contains__(self, part):
        return False

    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


def attempt():
    changing = Changing()
    for _ in range(4):
        try:
            found = open(changing).read()
            if found != "its own":
                return "got " + found
        except OSError as error:
            last = error
    try:
        return "got " + open(Lying(OUTSIDE + "/secret.txt")).read()
    except OSError as error:
        last = error
    raise last
