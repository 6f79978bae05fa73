"""Requests per second against connections: a line for each contestant."""

from figure import contestants


def draw(section: dict):
    """Both axes logarithmic."""
    return contestants(section, section["curves"]["sizes"], "connections", "requests per second", doubling=True)
