"""What has to hold, and whether it does."""

import statistics
from dataclasses import dataclass

from airlock_bench.soak.access_line import LOADED, REFUSED
from airlock_bench.soak.auditor import Auditor
from airlock_bench.soak.ending import Ending
from airlock_bench.soak.flatness import Flatness, flatness, in_bins
from airlock_bench.soak.kinds import Kind
from airlock_bench.soak.reloads import Reloads
from airlock_bench.soak.samples import Sample
from airlock_bench.soak.server_log import ServerLog
from airlock_bench.soak.tally import Tally

# Growth is looked for behind these: caches fill, pools reach their size. Of a shorter run, a third.
BEGINNING = 300.0
# A shorter run says nothing about growth.
LEAST_FOR_GROWTH = 900.0
BIN = 10.0
# Of the medians of the first and the last third. On a busy machine more requests are under way at one time than at another,
# and each may be a connection or an open file.
SPARE_SOCKETS = 8
SPARE_FILES = 2
SPARE_THREADS = 2
# Of the time: more, and the load was not what it is said to be.
MOST_HELD_BACK = 0.01

# Grave lines that the mix brings about by its nature, whoever's handler it was.
EXPECTED = frozenset(["these handlers", "connection closed: the client did not take the response in time", REFUSED])
# A handler that reads a body whose client leaves.
EXPECTED_OF = frozenset([("failed", "upload.py")])


@dataclass(frozen=True)
class Check:
    """One thing that has to hold, what was found, and where to look if it does not."""

    name: str
    holds: bool
    found: str
    look_at: str = ""


def of_requests(tallies: list[Tally]) -> list[Check]:
    """Everybody got what was due."""
    checks = []
    for innocent, name in ((True, "no innocent request failed"), (False, "all others ended as they have to")):
        ended = sum(tally.total(tally.ended, innocent) for tally in tallies)
        failed = sum(tally.total(tally.failed, innocent) for tally in tallies)
        found = f"{ended:,} ended well, {failed:,} did not"
        look = "soak/failed/ has the bytes of the first ten of each stage"
        checks.append(Check(name, failed == 0 and ended > 0, found, look))
    return checks


def of_the_log(tallies: list[Tally], auditor: Auditor, log: ServerLog, kinds: list[Kind]) -> list[Check]:
    """Each request has its line, each end its name, and there is nothing else."""
    look = "; ".join(f"request {wrong.number}: {wrong.text}" for wrong in auditor.first)
    found = f"{auditor.audited:,} requests, {auditor.wrong:,} of them wrong; {log.strays:,} lines for nobody's"
    accounted = Check("each request is accounted for in the log", not auditor.wrong and not log.strays, found, look)

    astray, named = [], 0
    for kind in kinds:
        if kind.logged is None:
            continue
        handler, words = kind.logged
        ended = sum(tally.ended[kind] for tally in tallies)
        lines = sum(log.counts[(word, handler)] for word in words)
        named += ended
        if lines != ended:
            astray.append(f"{handler}: {ended:,} ended, {lines:,} lines with {' or '.join(sorted(words))}")
    endings = Check("the log names why each broken or hostile one ended", not astray, f"{named:,} ended", "; ".join(astray))

    known = {kind.logged[0] for kind in kinds if kind.logged}
    strange = {
        key: text
        for key, text in log.examples.items()
        if key[0] not in EXPECTED and key[1] not in known and key not in EXPECTED_OF
    }
    found = f"{len(strange)} kinds of other warnings and errors"
    return [accounted, endings, Check("nothing else in the log is grave", not strange, found, "\n".join(strange.values()))]


def behind_beginning(samples: list[Sample]) -> list[Sample]:
    """The samples to compare with each other."""
    beginning = min(BEGINNING, samples[-1].seconds / 3) if samples else 0.0
    return [sample for sample in samples if sample.seconds >= beginning]


def growth(samples: list[Sample], field: str) -> Flatness | None:
    """Of a size, by minutes; none if there are too few samples."""
    points = in_bins([(sample.seconds / 60, getattr(sample, field)) for sample in samples], BIN / 60)
    return flatness(points) if len(points) >= 10 else None


def of_memory(samples: list[Sample], seconds: float) -> Check:
    """Resident memory is flat."""
    name = "resident memory is flat"
    found = growth(samples, "resident")
    if found is None:
        return Check(name, True, "too short a run to say")
    text = (
        f"{found.line.slope:+,.1f} KiB/min (± {found.line.error:,.1f}), {found.growth:+.2%} in {found.span:.1f} min; "
        f"last fifth {found.rise:+.2%} over the second"
    )
    if seconds < LEAST_FOR_GROWTH:
        return Check(name, True, f"{text}; too short a run to judge it")
    return Check(name, found.is_flat, text, "samples in soak.json")


def of_descriptors(samples: list[Sample]) -> list[Check]:
    """There are as many open files and threads in the last third as in the first."""
    return [
        _as_many("open sockets are flat", samples, "sockets", SPARE_SOCKETS),
        _as_many("other open files are flat", samples, "other_files", SPARE_FILES),
        _as_many("threads are flat", samples, "threads", SPARE_THREADS),
    ]


def _as_many(name: str, samples: list[Sample], field: str, spare: int) -> Check:
    third = len(samples) // 3
    if not third:
        return Check(name, False, "no samples")
    thirds = [
        [getattr(sample, field) for sample in part]
        for part in (samples[:third], samples[third : 2 * third], samples[2 * third :])
    ]
    medians = [statistics.median(part) for part in thirds]
    each = (f"{median:g} (at most {max(part)})" for median, part in zip(medians, thirds, strict=True))
    found = "in the thirds " + ", ".join(each)
    return Check(name, medians[2] <= medians[0] + spare, found, "samples in soak.json")


def of_rest(before: Sample, after: Sample) -> Check:
    """Without load, the server has open what it had open before the load."""
    fields = ("sockets", "other_files", "threads")
    found = ", ".join(f"{field.replace('_', ' ')} {getattr(before, field)} → {getattr(after, field)}" for field in fields)
    holds = after.sockets <= before.sockets and after.other_files <= before.other_files and after.threads <= before.threads
    return Check("afterwards all is as before", holds, found)


def of_reloads(reloads: Reloads) -> Check:
    """Each configuration was loaded or refused as it had to be."""
    lines = reloads.log.count(LOADED), reloads.log.count(REFUSED)
    found = (
        f"{reloads.loaded} loaded, {reloads.refused} refused, {len(reloads.wrong)} wrong; "
        f"{lines[0]} and {lines[1]} lines in the log"
    )
    holds = not reloads.wrong and lines[0] >= reloads.loaded and lines[1] >= reloads.refused
    return Check("reloads do what they have to", holds, found, "; ".join(reloads.wrong[:5]))


def of_load(held_back: float, seconds: float) -> Check:
    """The schedule was kept."""
    found = f"held back for {held_back:.1f} s of {seconds:.0f} s"
    look = "the server, or this client, is slower than when the capacity was measured"
    return Check("the load was what it should be", held_back <= seconds * MOST_HELD_BACK, found, look)


def of_ending(ending: Ending) -> Check:
    """SIGTERM ends the server, and nobody loses an answer."""
    found = (
        f"exit code {ending.code} after {ending.seconds:.1f} s, "
        f"{ending.answered} of {ending.under_way} requests that were under way answered"
    )
    holds = ending.code == 0 and ending.answered == ending.under_way
    return Check("SIGTERM ends the server and loses nothing", holds, found, "; ".join(ending.wrong[:5]))
