"""A module with a docstring, a future import and annotations that are never evaluated."""

from __future__ import annotations


def main(request: Undefined, response: AlsoUndefined) -> Nothing:
    return [("X-Doc", __doc__.split(" ")[1])], str(main.__annotations__["request"])
