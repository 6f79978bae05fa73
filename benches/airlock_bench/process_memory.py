"""What memory a process has, as Linux counts it."""

from dataclasses import dataclass
from pathlib import Path


def memory_of(process_id: int) -> dict[str, int]:
    """The sizes (KiB) of `/proc/PID/status`: quick, whatever the process has mapped."""
    sizes = {}
    for line in Path(f"/proc/{process_id}/status").read_text().splitlines():
        name, _, value = line.partition(":")
        if value.endswith(" kB"):
            sizes[name] = int(value.split()[0])
    return sizes


@dataclass(frozen=True)
class Memory:
    """What a process has in memory, in KiB.

    `own` is what it has allocated: not what it has mapped from files, and not the memories of its sandboxes, which map a
    snapshot and let go of it as they are used.
    """

    own: int
    pss: int
    rss: int


def mapped_memory_of(process_id: int) -> Memory:
    """By `/proc/PID/smaps`. The kernel walks all that is mapped: not for a process with thousands of sandboxes."""
    own = pss = rss = 0
    name = ""
    for line in Path(f"/proc/{process_id}/smaps").read_text().splitlines():
        words = line.split()
        if not words[0].endswith(":"):
            name = words[5] if len(words) > 5 else ""
        elif words[0] == "Pss:":
            pss += int(words[1])
            own += int(words[1]) if name in ("", "[heap]") else 0
        elif words[0] == "Rss:":
            rss += int(words[1])
    return Memory(own, pss, rss)
