"""The one command: options, what is measured, and where it is left."""

import argparse
import json

from airlock_bench.debian import wrk
from airlock_bench.exit_status import exit_status
from airlock_bench.failure import Failure
from airlock_bench.machine import warn_unless_idle
from airlock_bench.pace import Pace
from airlock_bench.places import WORK, airlock_binary
from airlock_bench.plotting import draw
from airlock_bench.progress import say
from airlock_bench.results import put_in
from airlock_bench.rows import SECTIONS
from airlock_bench.run import measure
from airlock_bench.table import as_text, write

WHOLE = "results"
PARTIAL = "results-partial"


def main() -> int:
    """Exit status 0 if everything asked for was measured, whether or not it reached its goal; 1 if something was not."""
    options = _parser().parse_args()
    return exit_status(lambda: _run(options))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="benches/run",
        description="Measure Airlock against its peers, in turn, print one table of ratios and draw the plots. The peers "
        "are installed under the target folder the first time.",
    )
    parser.add_argument(
        "--rows",
        metavar="NAME[,NAME…]",
        default=",".join(SECTIONS),
        help=f"measure these only: {', '.join(SECTIONS)}",
    )
    parser.add_argument("--quick", action="store_true", help="short turns and small sizes, to try the benchmark; not to be quoted")
    parser.add_argument("--rounds", type=int, metavar="N", help="turns of each contestant (5)")
    parser.add_argument(
        "--into-results", action="store_true", help="put what --rows names in place of the same rows in the last whole run's results"
    )
    return parser


def _run(options: argparse.Namespace) -> int:
    names = [name.strip() for name in options.rows.split(",") if name.strip()]
    unknown = [name for name in names if name not in SECTIONS]
    if unknown:
        raise Failure(f"no such rows: {', '.join(unknown)}; there are {', '.join(SECTIONS)}")
    last = WORK / f"{WHOLE}.json"
    if options.into_results and not last.is_file():
        raise Failure(f"--into-results changes {last}, which is missing: run benches/run without --rows first")
    pace = Pace.hurried() if options.quick else Pace.full()
    if options.rounds:
        pace = pace.with_rounds(options.rounds)
    airlock_binary()
    wrk()
    warn_unless_idle()

    found = measure(names, pace, PARTIAL)
    print(as_text(found))
    # What was measured in part, or in a hurry, does not take the place of a whole run.
    whole = not pace.quick and set(names) == set(SECTIONS)
    if options.into_results:
        say(f"put into {last}: {', '.join(part['name'] for part in found['sections'])}")
        left = write(WHOLE, put_in(json.loads(last.read_text()), found, list(SECTIONS)))
    else:
        left = write(WHOLE if whole else PARTIAL, found)
    return _leave(left, bool(found["failures"]))


def _leave(left: list, something_failed: bool) -> int:
    """Draw, and say what is where."""
    try:
        left += draw(left[0])
    except Failure as failure:
        say(f"no plots. {failure}")
        something_failed = True
    for file in left:
        say(f"written: {file}")
    return 1 if something_failed else 0
