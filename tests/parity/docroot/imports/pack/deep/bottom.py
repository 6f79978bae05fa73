from ..constants import VERSION


def level():
    return "bottom of " + VERSION
