"""Is compiled code without a text, which a trusted handler loads by its path."""

with open(OUTSIDE + "/ran", "a") as file:
    file.write(__name__)
