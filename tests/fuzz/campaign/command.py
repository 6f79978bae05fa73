"""The command line of tests/fuzz/run."""

import argparse
import time

from .build import BuildFailed, build, rust_targets
from .keep import keep
from .runs import PYTHON, PythonRun, RustRun

PROGRESS = 15  # seconds between two looks
ADVICE = """
A finding is a property that does not hold: put its input into tests/fuzz/corpus/TARGET/, under a name that says what it is, and
see `cargo test --lib fuzzing` fail; mend the code; see it pass. Of a fuzzer in Python, write a test in guest-sdk/python/tests/."""


def main():
    parser = argparse.ArgumentParser(description="Build the fuzz targets, run each for a while, and say what came of it.")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="run these alone")
    parser.add_argument("--seconds", type=int, default=60, help="for each (60)")
    parser.add_argument("--jobs", type=int, default=2, help="at once (2)")
    parser.add_argument("--keep", action="store_true", help="put what was found to be of use into tests/fuzz/corpus/; without a run")
    options = parser.parse_args()
    rust = rust_targets()
    unknown = set(options.targets) - {*rust, *PYTHON}
    if unknown:
        parser.error("no such target: %s; there are %s" % (", ".join(sorted(unknown)), ", ".join([*rust, *PYTHON])))
    names = options.targets or [*rust, *PYTHON]
    try:
        programs = build() if set(names) & set(rust) else None
    except BuildFailed as failed:
        parser.exit(2, "error: %s\n" % failed)
    if options.keep:
        for name in names:
            if name in rust:
                print("%-16s %d inputs more" % (name, keep(programs / name)))
        return 0
    start = lambda name: RustRun(programs / name, options.seconds) if name in rust else PythonRun(name, options.seconds)
    ended = run_all(names, start, options.jobs)
    return report(ended)


def run_all(names, start, jobs):
    """Runs all, `jobs` at once, with a line about each now and then."""
    waiting, running, ended = list(names), [], []
    said = time.monotonic()
    while waiting or running:
        while waiting and len(running) < jobs:
            running.append(start(waiting.pop(0)))
        time.sleep(0.2)
        speaks = time.monotonic() > said + PROGRESS
        for run in list(running):
            if run.has_ended():
                running.remove(run)
                ended.append(run)
                print(line(run) + (": a finding" if run.findings else ", done"), flush=True)
            elif speaks:
                run.look()
                print(line(run), flush=True)
        if speaks:
            said = time.monotonic()
    return ended


def line(run):
    covered = "" if run.covered is None else ", %s places covered" % f"{run.covered:,}"
    return "%-16s %4d s, %s executions%s" % (run.name, run.seconds(), f"{run.executions:,}", covered)


def report(runs):
    """The table; the program's exit code."""
    print("\n| target | seconds | executions | places covered | inputs | findings |\n| --- | ---: | ---: | ---: | ---: | ---: |")
    number = lambda value: "" if value is None else f"{value:,}"
    for run in sorted(runs, key=lambda run: run.name):
        cells = [run.name, "%d" % run.seconds(), *map(number, (run.executions, run.covered, run.corpus)), str(len(run.findings))]
        print("| %s |" % " | ".join(cells))
    findings = [(run.name, finding) for run in runs for finding in run.findings]
    for name, finding in findings:
        print("\n%s: %s" % (name, finding))
    if findings:
        print(ADVICE)
    return 1 if findings else 0
