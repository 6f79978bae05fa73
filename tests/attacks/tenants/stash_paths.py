"""Puts a tenant's name into keys and paths of the stash, with every separator."""

import _airlock

KEY = "b0b00000-0000-4000-8000-000000000000"


def attempt():
    for path in ["../bob/kept", "/../bob/kept", "bob/kept", "bob:/kept", "bob\0/kept", "/kept\0", "\0bob\0/kept", "//bob/kept", "/kept?bob"]:
        for key in [KEY, KEY.upper(), "bob/" + KEY, KEY + "\0", "{%s}" % KEY, "bob\0" + KEY]:
            try:
                if _airlock.stash_take(key, path) is not None:
                    return "got what bob kept by %r %r" % (key, path)
            except ValueError:
                pass
    return "got nothing"
