"""Whether a series of samples grows: a line through it by least squares, and a rule for calling it flat."""

import math
import statistics
from dataclasses import dataclass

# Growth over all that is looked at, of the size itself. In the 25 minutes behind the first five of a full run, it is
# 0.1 % a minute.
MOST_GROWTH = 0.025
# Between the medians of the second fifth and of the last.
MOST_RISE = 0.03


@dataclass(frozen=True)
class Line:
    """y = start + slope * x, and the slope's standard error."""

    start: float
    slope: float
    error: float


@dataclass(frozen=True)
class Flatness:
    """What a series does after its beginning was left out."""

    line: Line
    # In the unit of x, which the line's slope is by.
    span: float
    median: float
    second_fifth: float
    last_fifth: float

    @property
    def growth(self) -> float:
        """By the line, over the whole span, as a part of the median."""
        return self.line.slope * self.span / self.median

    @property
    def rise(self) -> float:
        """Of the last fifth's median over the second fifth's, as a part of that."""
        return self.last_fifth / self.second_fifth - 1

    @property
    def is_flat(self) -> bool:
        """Neither way of looking shows growth.

        The line sees a slow leak in every sample but is drawn by single peaks; the medians are blind to peaks but see only
        two parts. A size that falls leaks nothing.
        """
        return self.growth <= MOST_GROWTH and self.rise <= MOST_RISE


def least_squares(points: list[tuple[float, float]]) -> Line:
    """The line through at least three points that do not lie above each other."""
    count = len(points)
    mean_x = sum(x for x, _ in points) / count
    mean_y = sum(y for _, y in points) / count
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / spread
    start = mean_y - slope * mean_x
    left = sum((y - start - slope * x) ** 2 for x, y in points)
    return Line(start, slope, math.sqrt(left / (count - 2) / spread))


def flatness(points: list[tuple[float, float]]) -> Flatness:
    """Of at least ten points, in the order of x."""
    fifth = len(points) // 5
    sizes = [y for _, y in points]
    return Flatness(
        line=least_squares(points),
        span=points[-1][0] - points[0][0],
        median=statistics.median(sizes),
        second_fifth=statistics.median(sizes[fifth : 2 * fifth]),
        last_fifth=statistics.median(sizes[-fifth:]),
    )


def in_bins(points: list[tuple[float, float]], width: float) -> list[tuple[float, float]]:
    """The medians of stretches of so much x: neighbouring samples are alike, and would make an error look too small."""
    bins: dict[int, list[tuple[float, float]]] = {}
    for point in points:
        bins.setdefault(int(point[0] // width), []).append(point)
    return [
        (statistics.fmean(x for x, _ in members), statistics.median(y for _, y in members))
        for _, members in sorted(bins.items())
    ]
