"""`benches/write_docs`: a run's table and plots into the documentation."""

import argparse
import json
import sys
from pathlib import Path

from airlock_bench.documentation import with_table
from airlock_bench.exit_status import exit_status
from airlock_bench.failure import Failure
from airlock_bench.places import REPOSITORY, WORK
from airlock_bench.plotting import draw
from airlock_bench.table import as_markdown

PAGE = REPOSITORY / "docs/benchmarks.md"
PLOTS = REPOSITORY / "docs/plots"


def main() -> int:
    """Exit status 0 if the page and the plots are those of the results."""
    parser = argparse.ArgumentParser(
        prog="benches/write_docs",
        description="Put the table of a whole run into docs/benchmarks.md and its plots into docs/plots/. The text around "
        "the table is left alone: read it again.",
    )
    parser.add_argument("results", nargs="?", type=Path, default=WORK / "results.json", help="the run's results (%(default)s)")
    parser.add_argument("--quick-too", action="store_true", help="take the results of a quick run, to try this; not to be committed")
    options = parser.parse_args()
    return exit_status(lambda: _write(options.results, options.quick_too))


def _write(file: Path, quick_too: bool) -> int:
    if not file.is_file():
        raise Failure(f"{file} is missing: `make bench` makes it")
    results = json.loads(file.read_text())
    quick = [part["name"] for part in results["sections"] if part["run"]["pace"].startswith("quick")]
    if quick and not quick_too:
        raise Failure(f"{file} has figures of a quick run, which are not to be quoted: {', '.join(quick)}")
    PAGE.write_text(with_table(PAGE.read_text(), as_markdown(results)))
    written = [PAGE, *draw(file, PLOTS)]
    print("\n".join(f"written: {path}" for path in written))
    for name, reason in results["failures"].items():
        print(f"not measured, and said so on the page: {name}: {reason}", file=sys.stderr)
    return 0
