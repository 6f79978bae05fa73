"""A package that has no wheel."""

SAYS = "built from source"
