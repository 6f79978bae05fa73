"""Lies where Python looks for what customizes it, in the docroot and in its `site-packages`."""

with open(OUTSIDE + "/ran", "a") as file:
    file.write(__name__)
