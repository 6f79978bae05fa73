"""Several things measured at several sizes: a table with a line for each size and a column for each thing, and a plot."""

import statistics
from dataclasses import dataclass, field

from airlock_bench.figures import Figure, number
from airlock_bench.growth import TOLERANCE, Step, steps


@dataclass(frozen=True)
class Column:
    """One thing at all sizes; `None` where it could not be measured. `growth` is empty where nothing is said about it."""

    title: str
    unit: str
    samples: list[list[float] | None]
    growth: list[Step | None] = field(default_factory=list)

    def cell(self, index: int) -> str:
        """The median, and what became of the cost of one thing in the step that leads here."""
        samples = self.samples[index]
        if samples is None:
            return "–"
        text = number(Figure("", "", samples).median)
        step = self.growth[index] if self.growth else None
        if step is None:
            return text
        text = f"{text} ({number(step.ratio)}x)"
        return f"**{text}**" if step.worse_than_linear else text

    def head(self) -> str:
        """The title with the unit."""
        return f"{self.title}, {self.unit}" if self.unit else self.title


@dataclass(frozen=True)
class Curves:
    """What is measured (`columns`) at which sizes of what (`axis`)."""

    axis: str
    sizes: list[int] | list[str]
    columns: list[Column]
    notes: list[str] = field(default_factory=list)

    def lines(self) -> list[list[str]]:
        """The cells of the table, a line for each size."""
        first = [f"{size:,}" if isinstance(size, int) else size for size in self.sizes]
        return [[name] + [column.cell(index) for column in self.columns] for index, name in enumerate(first)]

    def verdicts(self) -> list[str]:
        """A sentence for each step that is worse than linear, or one that says there is none; nothing without growth."""
        grown = [column for column in self.columns if column.growth]
        worse = [
            f"**worse than linear**: {column.title}, from {self.sizes[index - 1]:,} to {self.sizes[index]:,} {self.axis}: "
            f"{number(step.ratio)}x for each ({number(step.least)}–{number(step.largest)})"
            for column in grown
            for index, step in enumerate(column.growth)
            if step is not None and step.worse_than_linear
        ]
        if grown and not worse:
            return [f"No step is worse than linear: nowhere does one of the {self.axis} cost more than {TOLERANCE}x of what it cost at the size before"]
        return worse


def growing(
    title: str, unit: str, sizes: list[int], shown: list[list[float]], totals: list[list[float]], floor: float = 0.0
) -> Column:
    """A column of values, with a verdict on each step by what all things together cost.

    Nothing is shown where that is less than `floor`, and can not be told from noise.
    """
    told = [values if statistics.median(total) >= floor else None for values, total in zip(shown, totals)]
    return Column(title, unit, told, steps(sizes, totals, floor))


def each(sizes: list[int], totals: list[list[float]]) -> list[list[float]]:
    """What one thing costs at each size."""
    return [[total / size for total in rounds] for size, rounds in zip(sizes, totals)]


def of_each(found: list[list], name: str) -> list[list[float]]:
    """One thing of all that was found, at each size and in each round."""
    return [[getattr(one, name) for one in rounds] for rounds in found]


def seconds_for_all(sizes: list[int], found: list[list]) -> list[list[float]]:
    """How long as many requests take as there are things, by the requests `per_second`."""
    return [[size / one.per_second for one in rounds] for size, rounds in zip(sizes, found)]


def memory_columns(found: list[list]) -> list[Column]:
    """The whole server's `memory`."""
    return [
        Column(title, "MiB", [[getattr(one.memory, name) / 1024 for one in rounds] for rounds in found])
        for title, name in (("the server's Pss", "pss"), ("resident", "rss"))
    ]
