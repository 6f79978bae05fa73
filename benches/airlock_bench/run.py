"""One run: each section in its turn, whatever becomes of the others, and what they found as one document."""

import time

from airlock_bench.failure import Failure
from airlock_bench.machine import airlock_version, machine, wrk_version
from airlock_bench.pace import Pace
from airlock_bench.progress import say
from airlock_bench.remaining import Remaining
from airlock_bench.rows import SECTIONS
from airlock_bench.table import document, section, write


def measure(names: list[str], pace: Pace, keep_as: str) -> dict:
    """Measure the sections of these names. What there is so far is kept under `keep_as` all the time."""
    failures: dict[str, str] = {}
    about = {**machine(), **_versions(names, failures), "pace": pace.text()}
    remaining = Remaining({name: SECTIONS[name].SECONDS * pace.share_of_full for name in names})
    say(f"{len(names)} sections, {remaining.text()} if nothing has to be installed")
    sections: list[dict] = []
    for index, name in enumerate(names):
        started = time.monotonic()
        if name not in failures:
            try:
                sections.append(section(name, SECTIONS[name].TITLE, about, SECTIONS[name].measure(pace)))
            except Exception as failure:  # A run takes long: whatever is wrong with one section, the others are measured.
                failures[name] = _reason(failure)
        if name in failures:
            say(f"{name}: not measured. {failures[name]}")
        remaining.finished(name, time.monotonic() - started)
        say(f"{name}: {index + 1} of {len(names)} sections done, {remaining.text()}")
        write(keep_as, document(about, sections, failures))
    return document(about, sections, failures)


def _versions(names: list[str], failures: dict[str, str]) -> dict[str, str]:
    """Of everything that will be measured. Missing peers are installed by this; where that fails, so do their sections."""
    versions = {"airlock": airlock_version(), "wrk": wrk_version()}
    unavailable: dict[str, str] = {}
    for name in names:
        for peer in SECTIONS[name].PEERS:
            if peer.NAME not in versions and peer.NAME not in unavailable:
                try:
                    versions[peer.NAME] = peer.version()
                except Exception as failure:
                    unavailable[peer.NAME] = _reason(failure)
            if peer.NAME in unavailable:
                failures[name] = unavailable[peer.NAME]
    return versions


def _reason(failure: Exception) -> str:
    """A `Failure` speaks for itself; of anything else the kind is worth knowing."""
    return str(failure) if isinstance(failure, Failure) else f"{type(failure).__name__}: {failure}"
