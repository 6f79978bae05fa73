"""Makes a second process of this one, or another program of it."""

import os


def attempt():
    for way in [lambda: os.fork(), lambda: os.forkpty(), lambda: os.execv("/bin/true", ["true"]), lambda: os.execvp("true", ["true"]),
                lambda: os.setsid(), lambda: os.nice(1), lambda: os.waitpid(-1, 1)]:
        try:
            return "got %s" % (way(),)
        except (OSError, AttributeError) as error:
            last = error
    raise last
