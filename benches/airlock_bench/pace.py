"""How long and how often to measure."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Pace:
    """Seconds of load in one turn, turns of each contestant, and the size of the other measurements."""

    seconds: int
    rounds: int
    engine_requests: int
    sleepers: int
    # Sizes beyond this are left out where a cost is measured over sizes.
    largest: int
    # Of the seconds that a section takes in a whole run.
    share_of_full: float
    quick: bool

    @classmethod
    def full(cls) -> "Pace":
        """For figures that may be quoted."""
        return cls(seconds=3, rounds=5, engine_requests=4000, sleepers=10_000, largest=10_000, share_of_full=1, quick=False)

    @classmethod
    def hurried(cls) -> "Pace":
        """For trying the benchmark itself: too short to quote."""
        return cls(seconds=1, rounds=3, engine_requests=400, sleepers=500, largest=100, share_of_full=0.25, quick=True)

    def with_rounds(self, rounds: int) -> "Pace":
        """The same with another number of turns."""
        return replace(self, rounds=rounds, share_of_full=self.share_of_full * rounds / self.rounds)

    @property
    def curve_rounds(self) -> int:
        """Turns at each point of a curve: fewer, since its neighbours tell of a point as well."""
        return min(3, self.rounds)

    def sizes(self, *sizes: int) -> list[int]:
        """Those of the sizes that are to be measured."""
        return [size for size in sizes if size <= self.largest]

    def text(self) -> str:
        """For the table's head."""
        return "quick: not to be quoted" if self.quick else f"{self.rounds} turns of {self.seconds} s each, 2 or 3 for curves"
