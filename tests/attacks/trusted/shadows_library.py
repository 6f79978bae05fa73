"""Lies where a trusted handler looks first, under the name of a module of the library."""

with open(OUTSIDE + "/ran", "a") as file:
    file.write(__name__)
