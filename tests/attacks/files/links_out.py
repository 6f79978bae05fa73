"""Through symbolic links that lay in the docroot before: to files, to folders, up, to `/`, to `/proc/self`."""


def attempt():
    below = ["absolute.txt", "relative.txt", "folder/secret.txt", "above/beside/secret.txt", "parent/../beside/secret.txt",
             "root" + OUTSIDE + "/secret.txt", "process/cwd" + OUTSIDE + "/secret.txt", "process/root" + OUTSIDE + "/secret.txt"]
    for name in below:
        try:
            return "got " + open(ROOT + "/links/" + name).read()
        except OSError as error:
            last = error
    raise last
