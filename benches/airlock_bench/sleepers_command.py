"""`benches/sleepers`: the row about sleeping handlers by itself."""

import argparse

from airlock_bench.exit_status import exit_status
from airlock_bench.figures import number
from airlock_bench.rows.asleep import spend_a_night
from airlock_bench.sleepers import Night


def main() -> int:
    """Exit status 0 if every handler slept at the same time and answered."""
    parser = argparse.ArgumentParser(
        prog="benches/sleepers",
        description="Start an Airlock, ask it for so many handlers at once that sleep five seconds each, and say whether "
        "all answered and how much memory the server needed.",
    )
    parser.add_argument("number", nargs="?", type=int, default=10_000, help="handlers asleep at once (10000)")
    options = parser.parse_args()
    return exit_status(lambda: _spend_a_night(options.number))


def _spend_a_night(sleepers: int) -> int:
    night = spend_a_night(sleepers)
    print(report(night))
    return 0 if night.answered == night.asked == night.at_once else 1


def report(night: Night) -> str:
    """The night in words."""
    sizes = {"anonymous": "RssAnon", "shared": "RssShmem", "files": "RssFile", "page tables": "VmPTE"}
    parts = ", ".join(f"{name} {night.peak[key] / 1024:,.0f} MiB" for name, key in sizes.items())
    return (
        f"{night.answered:,} of {night.asked:,} answered within {night.seconds:.1f} s, {night.at_once:,} asleep at once\n"
        f"resident before: {night.before['VmRSS'] / 1024:,.0f} MiB; at the peak: {night.peak_gib:.2f} GiB ({parts})\n"
        f"with shared pages counted once, and page tables: {night.taken_gib:.2f} GiB\n"
        f"per sandbox: {number(night.per_sandbox_kib)} KiB resident, {number(night.own_kib)} KiB its own with page tables"
    )
