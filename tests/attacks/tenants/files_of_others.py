"""Opens files in another tenant's docroot, which lies beside its own."""


def attempt():
    for path in [ROOT + "/../bob/secret.txt", "/bob/secret.txt", "/docroot/bob/secret.txt", ROOT + "/links/above/bob/secret.txt", "bob/secret.txt"]:
        try:
            return "got " + open(path).read()
        except OSError as error:
            last = error
    raise last
