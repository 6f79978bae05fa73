"""Is a helper that a trusted handler imports."""

with open(OUTSIDE + "/ran", "a") as file:
    file.write(__name__)
