"""Measuring in turn: A B A B …, so that whatever else the machine does falls on all alike."""

from collections.abc import Callable
from typing import TypeVar

from airlock_bench.progress import say

Found = TypeVar("Found")


def in_turn(
    title: str, rounds: int, contestants: dict[str, Callable[[], Found]], text_of: Callable[[Found], str]
) -> dict[str, list[Found]]:
    """Let each contestant have its turn in each round; what they found, by contestant and in the order of the rounds."""
    found: dict[str, list[Found]] = {name: [] for name in contestants}
    for number in range(rounds):
        for name, measure in contestants.items():
            found[name].append(measure())
        latest = ", ".join(f"{name} {text_of(values[-1])}" for name, values in found.items())
        say(f"{title}, round {number + 1} of {rounds}: {latest}")
    return found
