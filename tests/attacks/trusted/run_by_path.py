"""Is run by its path, with `runpy`."""

with open(OUTSIDE + "/ran", "a") as file:
    file.write(__name__)
