"""How a cost grows with the number of things that cause it: the verdict on each step to a larger number.

A step is linear if a thing costs at the larger number what it cost at the smaller one; less is better than linear.
"""

import statistics
from dataclasses import dataclass

# A thing may cost this much more at the next size before that counts as worse than linear: machines are noisy.
TOLERANCE = 1.5


@dataclass(frozen=True)
class Step:
    """The cost of one thing at a size, over that at the size before: the medians' ratio, and the extremes of single rounds."""

    ratio: float
    least: float
    largest: float

    @property
    def worse_than_linear(self) -> bool:
        """Whether the cost of one thing has risen."""
        return self.ratio > TOLERANCE


def steps(sizes: list[int], totals: list[list[float]], floor: float = 0.0) -> list[Step | None]:
    """For each size the step that leads to it, `None` for the first.

    `totals` holds, by size, what all things together cost in each round. Less than `floor` can not be told from noise, and
    counts as that much, so that a jump out of the noise is seen and one within it is not.
    """
    found: list[Step | None] = [None]
    for index in range(1, len(sizes)):
        before = _each(totals[index - 1], sizes[index - 1], floor)
        after = _each(totals[index], sizes[index], floor)
        ratios = [_ratio(later, earlier) for earlier, later in zip(before, after)]
        ratio = _ratio(statistics.median(after), statistics.median(before))
        found.append(Step(ratio, min(ratios), max(ratios)))
    return found


def _each(totals: list[float], size: int, floor: float) -> list[float]:
    return [max(total, floor) / size for total in totals]


def _ratio(later: float, earlier: float) -> float:
    """Nothing that stays nothing is as linear as can be."""
    if earlier > 0:
        return later / earlier
    return 1.0 if later <= 0 else float("inf")
