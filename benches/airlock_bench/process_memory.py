"""What memory a process has, as Linux counts it."""

from pathlib import Path


def memory_of(process_id: int) -> dict[str, int]:
    """The sizes (KiB) of `/proc/PID/status`: quick, whatever the process has mapped."""
    return _sizes(Path(f"/proc/{process_id}/status"))


def proportional_memory_of(process_id: int) -> dict[str, int]:
    """The sizes (KiB) of `/proc/PID/smaps_rollup`. In `Pss` a page that is mapped so many times counts in as many parts.

    The kernel walks all that is mapped: not for a process with thousands of sandboxes.
    """
    return _sizes(Path(f"/proc/{process_id}/smaps_rollup"))


def _sizes(file: Path) -> dict[str, int]:
    sizes = {}
    for line in file.read_text().splitlines():
        name, _, value = line.partition(":")
        if value.endswith(" kB"):
            sizes[name] = int(value.split()[0])
    return sizes
