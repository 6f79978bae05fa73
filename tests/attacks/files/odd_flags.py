"""Every flag of `open(2)`, known or not, on a file that is there."""

import os


def attempt():
    before = os.stat(ROOT + "/own.txt").st_size
    for bit in range(32):
        for access in [0, 1, 2, 3]:
            try:
                descriptor = os.open(ROOT + "/own.txt", (1 << bit) | access, 0o777)
            except (OSError, OverflowError):
                continue
            try:
                os.write(descriptor, b"overwritten")
                return "got written by flag %#x" % (1 << bit | access)
            except OSError:
                pass
            finally:
                os.close(descriptor)
    same = os.stat(ROOT + "/own.txt").st_size == before
    return "got nothing" if same else "got it cut"
