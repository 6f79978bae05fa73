"""How long and how often to measure."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Pace:
    """Seconds of load in one turn, turns of each contestant, and the size of the other measurements."""

    seconds: int
    rounds: int
    engine_requests: int
    sleepers: int
    quick: bool

    @classmethod
    def full(cls) -> "Pace":
        """For figures that may be quoted."""
        return cls(seconds=3, rounds=5, engine_requests=4000, sleepers=10_000, quick=False)

    @classmethod
    def hurried(cls) -> "Pace":
        """For trying the benchmark itself: too short to quote."""
        return cls(seconds=1, rounds=3, engine_requests=400, sleepers=500, quick=True)

    def with_rounds(self, rounds: int) -> "Pace":
        """The same with another number of turns."""
        return replace(self, rounds=rounds)
