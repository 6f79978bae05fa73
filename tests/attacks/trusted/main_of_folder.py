"""Is the `__main__` of a folder that a trusted handler runs as a module."""

with open(OUTSIDE + "/ran", "a") as file:
    file.write(__name__)
