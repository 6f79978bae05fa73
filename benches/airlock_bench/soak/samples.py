"""What the server holds, once in a second."""

import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from airlock_bench.servers import processor_seconds
from airlock_bench.sleepers import memory_of

# Looks that stop the server for a moment are rarer, in seconds.
MAPS_EVERY = 10
ROLLUP_EVERY = 60


@dataclass(frozen=True)
class Sample:
    """One look; sizes in KiB."""

    # Since the load began.
    seconds: float
    resident: int
    anonymous: int
    shared: int
    files: int
    page_tables: int
    threads: int
    sockets: int
    # Open files that are no sockets.
    other_files: int
    processor: float
    # None where it was not looked at.
    mappings: int | None = None
    proportional: int | None = None

    def as_dict(self) -> dict[str, float | None]:
        """For the JSON."""
        return asdict(self)


class Sampler:
    """Looks at one process."""

    def __init__(self, process_id: int):
        self.samples: list[Sample] = []
        self._process_id = process_id
        self._started = time.monotonic()
        self._next_maps = self._next_rollup = 0.0

    def restart(self) -> None:
        """Time is counted from now on, and what was seen is forgotten."""
        self.samples.clear()
        self._started = time.monotonic()
        self._next_maps = self._next_rollup = 0.0

    def look(self) -> Sample:
        """One sample, which is kept."""
        seconds = time.monotonic() - self._started
        memory = memory_of(self._process_id)
        sockets, others = open_files(self._process_id)
        mappings = proportional = None
        if seconds >= self._next_maps:
            mappings = len(Path(f"/proc/{self._process_id}/maps").read_bytes().splitlines())
            self._next_maps = seconds + MAPS_EVERY
        if seconds >= self._next_rollup:
            proportional = _proportional(self._process_id)
            self._next_rollup = seconds + ROLLUP_EVERY
        sample = Sample(
            seconds, memory["VmRSS"], memory["RssAnon"], memory["RssShmem"], memory["RssFile"], memory["VmPTE"],
            _threads(self._process_id), sockets, others, processor_seconds(self._process_id), mappings, proportional,
        )  # fmt: skip
        self.samples.append(sample)
        return sample


def open_files(process_id: int) -> tuple[int, int]:
    """Sockets, and all else that is open."""
    folder = f"/proc/{process_id}/fd"
    sockets = others = 0
    for name in os.listdir(folder):
        try:
            is_socket = os.readlink(f"{folder}/{name}").startswith("socket:")
        except FileNotFoundError:
            continue
        sockets += is_socket
        others += not is_socket
    return sockets, others


def _threads(process_id: int) -> int:
    return len(os.listdir(f"/proc/{process_id}/task"))


def _proportional(process_id: int) -> int | None:
    """Pss: pages that others map too are counted in part."""
    for line in Path(f"/proc/{process_id}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return None
