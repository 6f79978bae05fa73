"""A package with an __init__, and one below it without."""
from .constants import VERSION
from imports.pack import deep
