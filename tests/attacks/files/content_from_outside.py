"""Has the package send a file of its choice."""

import _airlock


def main(request, response):
    for path in [OUTSIDE + "/secret.txt", ROOT + "/../beside/secret.txt", ROOT + "/links/absolute.txt"]:
        try:
            return open(path, "rb")
        except Exception:
            pass
        for call in [_airlock.load, lambda path: _airlock.find(path.rpartition("/")[0], "secret")]:
            try:
                if call(path) is not None:
                    return "got code of %s" % path
            except Exception:
                pass
    return "got nothing"
