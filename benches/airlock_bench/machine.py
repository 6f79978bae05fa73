"""What the figures were measured on, and with."""

import datetime
import os
import platform
from pathlib import Path

from airlock_bench.installing import output_of
from airlock_bench.places import REPOSITORY, airlock_binary
from airlock_bench.progress import say


def machine() -> dict[str, str]:
    """The machine and the moment, for the table's head."""
    memory = _field("/proc/meminfo", "MemTotal").split()[0]
    return {
        "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "processor": f"{cores()} cores, {_field('/proc/cpuinfo', 'model name') or platform.machine()}",
        "memory": f"{int(memory) / 1024 / 1024:.1f} GiB",
        "kernel": f"{platform.system()} {platform.release()}",
        "load average at the start": f"{os.getloadavg()[0]:.2f}",
    }


def warn_unless_idle() -> None:
    """What else runs takes its share of the cores."""
    load = os.getloadavg()[0]
    if load > 0.5:
        say(f"something else is running here (load average {load:.2f}): the figures will suffer")


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0))


def airlock_version() -> str:
    """The program's version and the commit it stands on."""
    version = output_of([airlock_binary(), "--version"]).removeprefix("airlock ")
    commit = output_of(["git", "-C", REPOSITORY, "rev-parse", "--short", "HEAD"])
    changed = output_of(["git", "-C", REPOSITORY, "status", "--porcelain", "--", "host", "guest-sdk", "wit", "Cargo.lock"])
    return f"{version} ({commit}{' with changes' if changed else ''})"


def wrk_version() -> str:
    """`wrk -v` says it in its first line."""
    words = output_of(["wrk", "-v"]).split()
    return words[1] if len(words) > 1 else "unknown"


def _field(file: str, name: str) -> str:
    for line in Path(file).read_text().splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return ""
