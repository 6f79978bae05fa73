"""Is a part of a folder that a trusted handler imports from."""

with open(OUTSIDE + "/ran", "a") as file:
    file.write(__name__)
