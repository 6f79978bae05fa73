"""Is loaded by its path, with `importlib`."""

with open(OUTSIDE + "/ran", "a") as file:
    file.write(__name__)
