"""Is compiled code, where a trusted handler imports from."""

with open(OUTSIDE + "/ran", "a") as file:
    file.write(__name__)
