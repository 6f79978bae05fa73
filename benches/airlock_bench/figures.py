"""What a row of the table says: two figures, their ratio, and the goal it has."""

import statistics
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Figure:
    """Something measured several times; its value is the median."""

    of: str
    unit: str
    samples: list[float]

    @property
    def median(self) -> float:
        """The value that counts."""
        return statistics.median(self.samples)

    def text(self) -> str:
        """The median with its unit."""
        return f"{number(self.median)} {self.unit}".strip()


@dataclass(frozen=True)
class Goal:
    """What the ratio, or the figure itself where nothing stands against it, should be."""

    bound: float
    at_least: bool
    unit: str = "x"

    def met_by(self, value: float) -> bool:
        """Whether the value is on the right side."""
        return value >= self.bound if self.at_least else value <= self.bound

    def text(self) -> str:
        """As the table shows it."""
        amount = f"{number(self.bound)}x" if self.unit == "x" else f"{number(self.bound)} {self.unit}"
        return f"{'≥' if self.at_least else '≤'} {amount}".strip()


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    title: str
    what: Figure
    against: Figure | None = None
    goal: Goal | None = None
    note: str = ""
    extra: dict = field(default_factory=dict)

    @property
    def value(self) -> float:
        """The ratio of the medians, or the figure itself."""
        return self.what.median / self.against.median if self.against else self.what.median

    def spread(self) -> tuple[float, float] | None:
        """The least and the largest ratio of a single round."""
        if self.against is None or len(self.what.samples) != len(self.against.samples):
            return None
        ratios = [ours / theirs for ours, theirs in zip(self.what.samples, self.against.samples)]
        return min(ratios), max(ratios)

    def verdict(self) -> str:
        """`met` or `short`; nothing where there is no goal."""
        if self.goal is None:
            return ""
        return "met" if self.goal.met_by(self.value) else "short"


def at_least(bound: float, unit: str = "x") -> Goal:
    """A goal that more is better for."""
    return Goal(bound, True, unit)


def at_most(bound: float, unit: str = "x") -> Goal:
    """A goal that less is better for."""
    return Goal(bound, False, unit)


def number(value: float) -> str:
    """Three digits that count, and thousands apart."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
