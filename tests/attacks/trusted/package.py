"""Is the beginning of a package whose modules a trusted handler imports."""

with open(OUTSIDE + "/ran", "a") as file:
    file.write(__name__)
