"""Lists what is outside, in every way of listing."""

import glob
import os
import pathlib


def attempt():
    places = [OUTSIDE, ROOT + "/..", ROOT + "/links/folder", ROOT + "/links/above", "/tmp", "/proc", "/etc", "/.."]
    found = set()
    for place in places:
        for look in [os.listdir, lambda p: [e.name for e in os.scandir(p)], lambda p: glob.glob("**", root_dir=p),
                     lambda p: sum(next(os.walk(p), ("", [], []))[1:], []), lambda p: [c.name for c in pathlib.Path(p).iterdir()]]:
            try:
                found.update(look(place))
            except OSError:
                pass
    return "got " + (" ".join(sorted(found & {"secret.txt", "beside", "passwd", "self"})) or "nothing")
