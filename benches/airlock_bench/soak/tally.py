"""What became of the requests: counts by kind, latencies, and the first failures with their bytes."""

import collections
from dataclasses import dataclass
from pathlib import Path

from airlock_bench.soak.kinds import Kind
from airlock_bench.soak.latencies import Latencies
from airlock_bench.soak.response import Wrong

KEPT_FAILURES = 10


@dataclass(frozen=True)
class FailedPlay:
    """One that did not end as it had to."""

    kind: Kind
    text: str


class Tally:
    """Of one stage; failures are written to `folder`, under its name."""

    def __init__(self, stage: str, folder: Path):
        self.begun: collections.Counter[Kind] = collections.Counter()
        self.ended: collections.Counter[Kind] = collections.Counter()
        self.failed: collections.Counter[Kind] = collections.Counter()
        self.failures: list[FailedPlay] = []
        self.latencies = Latencies()
        # Since somebody last took them.
        self._recent = Latencies()
        self._stage = stage
        self._folder = folder

    def done(self, kind: Kind, seconds: float) -> None:
        """It ended as it had to, so long after it was due."""
        self.ended[kind] += 1
        if kind.is_timed:
            self.latencies.add(seconds)
            self._recent.add(seconds)

    def take_recent(self) -> Latencies:
        """The latencies since the last call."""
        recent, self._recent = self._recent, Latencies()
        return recent

    def fail(self, kind: Kind, wrong: Wrong) -> None:
        """It did not."""
        self.failed[kind] += 1
        if len(self.failures) < KEPT_FAILURES:
            self.failures.append(FailedPlay(kind, str(wrong)))
            head = f"{kind.group}, {kind.name}: {wrong}\n\n--- sent\n".encode()
            place = self._folder / f"{self._stage}-{len(self.failures):02}.txt"
            place.write_bytes(head + wrong.sent + b"\n--- received\n" + wrong.got + b"\n")

    def total(self, counts: "collections.Counter[Kind]", innocent: bool) -> int:
        """Of innocents, or of all others."""
        return sum(number for kind, number in counts.items() if kind.is_innocent == innocent)
