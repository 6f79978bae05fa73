"""From a folder that is open: `openat` with `..`, with an absolute path, with descriptors that nobody gave it."""

import os


def attempt():
    for folder in [ROOT, OUTSIDE, "/", *range(3, 64)]:
        try:
            descriptor = folder if isinstance(folder, int) else os.open(folder, os.O_RDONLY)
        except OSError as error:
            last = error
            continue
        for name in ["secret.txt", "../beside/secret.txt", OUTSIDE + "/secret.txt", OUTSIDE[1:] + "/secret.txt"]:
            try:
                found = os.read(os.open(name, os.O_RDONLY, dir_fd=descriptor), 100).decode()
                return "got " + found
            except (OSError, NotImplementedError) as error:
                last = error
    raise last
