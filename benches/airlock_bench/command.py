"""The one command: options, the order of things, and what it prints."""

import argparse
import os
import sys

from airlock_bench.debian import wrk
from airlock_bench.failure import Failure
from airlock_bench.machine import airlock_version, machine, wrk_version
from airlock_bench.pace import Pace
from airlock_bench.places import airlock_binary
from airlock_bench.progress import say
from airlock_bench.rows import SECTIONS
from airlock_bench.table import as_text, write


def main() -> int:
    """Exit status 0 if everything asked for was measured, whether or not it reached its goal."""
    options = _parser().parse_args()
    try:
        return _measure(options)
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="benches/run",
        description="Measure Airlock against its peers, in turn, and print one table of ratios. The peers are installed "
        "under the target folder the first time.",
    )
    parser.add_argument(
        "--rows",
        metavar="NAME[,NAME…]",
        default=",".join(SECTIONS),
        help=f"measure these only: {', '.join(SECTIONS)}",
    )
    parser.add_argument("--quick", action="store_true", help="short turns, to try the benchmark; not to be quoted")
    parser.add_argument("--rounds", type=int, metavar="N", help="turns of each contestant (5)")
    return parser


def _measure(options: argparse.Namespace) -> int:
    names = [name.strip() for name in options.rows.split(",") if name.strip()]
    unknown = [name for name in names if name not in SECTIONS]
    if unknown:
        raise Failure(f"no such rows: {', '.join(unknown)}; there are {', '.join(SECTIONS)}")
    pace = Pace.hurried() if options.quick else Pace.full()
    if options.rounds:
        pace = pace.with_rounds(options.rounds)
    airlock_binary()
    wrk()
    about = {**machine(), **_versions(names)}
    if os.getloadavg()[0] > 0.5:
        say(f"something else is running here (load average {os.getloadavg()[0]:.2f}): the figures will suffer")

    sections, failures = {}, {}
    for name in names:
        section = SECTIONS[name]
        try:
            sections[section.TITLE] = section.measure(pace)
        except Failure as failure:
            failures[name] = str(failure)
            say(f"{name}: not measured. {failure}")
    if pace.quick:
        about["pace"] = "quick: not to be quoted"
    else:
        about["pace"] = f"{pace.rounds} turns of {pace.seconds} s each"

    for key, value in about.items():
        print(f"{key}: {value}")
    print(as_text(sections))
    for name, reason in failures.items():
        print(f"\nnot measured: {name}: {reason}")
    # What was measured in part, or in a hurry, does not take the place of a whole run.
    whole = not pace.quick and set(names) == set(SECTIONS)
    for file in write("results" if whole else "results-partial", sections, about, failures):
        say(f"written: {file}")
    return 1 if failures else 0


def _versions(names: list[str]) -> dict[str, str]:
    """Of everything that will be measured; peers that are missing are installed by this."""
    versions = {"airlock": airlock_version(), "wrk": wrk_version()}
    for name in names:
        for peer in SECTIONS[name].PEERS:
            if peer.NAME not in versions:
                versions[peer.NAME] = peer.version()
    return versions
