"""Takes values of another tenant by key and path, which it knows."""

import _airlock

KEY = "b0b00000-0000-4000-8000-000000000000"


def attempt():
    for path in ["/kept", "/keeps.py", "", "/"]:
        if _airlock.stash_take(KEY, path) is not None:
            return "got what bob kept"
    return "got nothing"
