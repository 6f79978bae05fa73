"""Makes a file, in the docroot, outside and in the places for temporary ones."""

import os
import tempfile


def attempt():
    for place in [OUTSIDE + "/written", ROOT + "/written", ROOT + "/links/folder/written", "/tmp/../" + OUTSIDE + "/written", "/written"]:
        for mode in ["w", "x", "a", "w+b"]:
            try:
                with open(place, mode) as file:
                    file.write(b"x" if "b" in mode else "x")
                return "got a file at " + place
            except OSError as error:
                last = error
    try:
        return "got a file at " + tempfile.NamedTemporaryFile(dir=OUTSIDE, delete=True).name
    except OSError as error:
        last = error
    raise last
