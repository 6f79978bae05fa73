"""Renames, removes, makes folders and links, cuts, dates, and changes modes, wherever it may."""

import os
import shutil


def attempt():
    victim, new = OUTSIDE + "/secret.txt", OUTSIDE + "/new"
    own, beside = ROOT + "/own.txt", ROOT + "/new"
    ways = [(os.mkdir, new), (os.mkdir, beside), (os.link, victim, beside), (os.symlink, victim, beside), (os.rename, own, beside),
            (os.replace, victim, beside), (os.remove, own), (os.truncate, own, 0), (os.utime, own, (1, 1)), (os.makedirs, new + "/a"),
            (os.rmdir, ROOT + "/links"), (shutil.rmtree, ROOT + "/links"), (shutil.copy, own, beside), (shutil.move, own, new)]
    ways += [(getattr(os, name), *values) for name, *values in
             [("chown", own, 0, 0), ("mkfifo", beside), ("mknod", beside), ("chroot", OUTSIDE), ("setxattr", own, b"user.a", b"")]
             if hasattr(os, name)]
    mode = os.stat(own).st_mode
    # Where there are no modes, this does nothing and says nothing.
    os.chmod(own, 0o600)
    if os.stat(own).st_mode != mode:
        return "got chmod"
    done = []
    for way, *values in ways:
        try:
            way(*values)
            done.append(way.__name__)
            break
        except OSError:
            pass
    return "got " + (" ".join(done) or "nothing")
