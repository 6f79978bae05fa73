"""By its whole path, which the attacker knows."""


def attempt():
    return "got " + open(OUTSIDE + "/secret.txt").read()
