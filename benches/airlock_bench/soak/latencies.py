"""Half an hour of latencies in little memory."""

import bisect

# Upper ends of the histogram's bins, in seconds: each 5 % above the one before, from 50 us on.
BINS = [50e-6 * 1.05**place for place in range(300)]


class Latencies:
    """A histogram: each latency is known to 5 %."""

    def __init__(self) -> None:
        self._counts = [0] * (len(BINS) + 1)

    def add(self, seconds: float) -> None:
        """One more."""
        self._counts[bisect.bisect_left(BINS, seconds)] += 1

    def quantile(self, part: float) -> float:
        """So much of all is at most this, in seconds; 0 when there are none."""
        wanted, seen = part * sum(self._counts), 0
        for place, count in enumerate(self._counts):
            seen += count
            if count and seen >= wanted:
                return BINS[min(place, len(BINS) - 1)]
        return 0.0
