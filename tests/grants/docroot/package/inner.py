"""Beside a helper."""

NAME = "found"
