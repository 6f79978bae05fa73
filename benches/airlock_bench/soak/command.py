"""`benches/soak`: options, and what it prints."""

import argparse
import sys

from airlock_bench.exit_status import exit_status
from airlock_bench.machine import airlock_version, machine, warn_unless_idle
from airlock_bench.places import PEERS, airlock_binary
from airlock_bench.progress import say
from airlock_bench.sleepers import allow_descriptors
from airlock_bench.venvs import environment

DESCRIPTORS = 8000


def main() -> int:
    """Exit status 0 if every check holds."""
    options = _parser().parse_args()
    return exit_status(lambda: _soak(options))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="benches/soak",
        description="Measure what one Airlock can take of a mix of requests, press on it with a part of that for long, "
        "while clients leave, handlers misbehave and the configuration changes, and say whether everything held.",
    )
    parser.add_argument("--minutes", type=float, default=30.0, help="how long the load lasts (30)")
    parser.add_argument(
        "--capacity", type=float, default=0.8, metavar="PART", help="how much of the capacity the load is (0.8)"
    )
    parser.add_argument("--rate", type=float, metavar="N", help="requests per second, in place of a part of the capacity")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of everything that is left to chance (1)")
    return parser


def _soak(options: argparse.Namespace) -> int:
    binary = airlock_binary()
    allow_descriptors(DESCRIPTORS)
    _install_http2()
    # They need HTTP/2's library.
    from airlock_bench.soak.report import as_text, write
    from airlock_bench.soak.session import Options, soak

    about = {**machine(), "airlock": airlock_version()}
    warn_unless_idle()
    say(f"soak: {binary}, {options.minutes:g} minutes")
    outcome = soak(Options(options.minutes, options.capacity, options.rate, options.seed))
    print(as_text(about, outcome))
    for file in write(about, outcome):
        say(f"written: {file}")
    return 0 if all(check.holds for check in outcome.checks) else 1


def _install_http2() -> None:
    """Makes PyPI's h2 importable."""
    folder = environment("h2", [PEERS / "h2" / "requirements.txt"], "h2")
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    sys.path.append(str(folder / "lib" / version / "site-packages"))
