"""Ten thousand handlers asleep at once in one server."""

from airlock_bench.figures import Figure, Row, at_least, at_most
from airlock_bench.pace import Pace
from airlock_bench.places import HANDLERS
from airlock_bench.progress import say
from airlock_bench.servers import serve_airlock
from airlock_bench.sleepers import Night, allow_descriptors, check_mappings, night

TITLE = "Handlers asleep in `time.sleep(5)`"
PEERS = []
SECONDS = 50
TRIAL = 200


def measure(pace: Pace) -> list[Row]:
    """One night; memory does not scatter as time does."""
    found = spend_a_night(pace.sleepers)
    asked = f"{found.asked:,} handlers"
    return [
        Row(
            f"{asked} asked, all at once",
            Figure("answered", "", [found.answered]),
            goal=at_least(found.asked, ""),
            extra={"before": found.before, "peak": found.peak, "seconds": found.seconds},
        ),
        Row(
            "most of them asleep at one moment",
            Figure("asleep", "", [found.at_once]),
            goal=at_least(found.asked, ""),
        ),
        Row(
            "the server's peak resident memory",
            Figure("VmRSS", "GiB", [found.peak_gib]),
            goal=at_most(6, "GiB"),
        ),
        Row(
            "the same with shared pages counted once, and page tables",
            Figure("", "GiB", [found.taken_gib]),
            goal=at_most(6, "GiB"),
        ),
        Row(
            "resident memory per further concurrent sandbox",
            Figure("VmRSS", "KiB", [found.per_sandbox_kib]),
            goal=at_most(600, "KiB"),
        ),
        Row(
            "the same, its own pages and page tables",
            Figure("", "KiB", [found.own_kib]),
            goal=at_most(600, "KiB"),
        ),
    ]


def spend_a_night(number: int) -> Night:
    """Try a server with a few sleepers, then a new one with all."""
    allow_descriptors(number)
    say(f"asleep: a trial with {TRIAL} handlers")
    check_mappings(_night(TRIAL, count_mappings=True), TRIAL, number)
    say(f"asleep: {number} handlers")
    return _night(number)


def _night(number: int, count_mappings: bool = False) -> Night:
    concurrency = str(max(12_000, number + number // 5))
    with serve_airlock(HANDLERS, "--concurrency", concurrency) as server:
        server.wait_for("/hello.py")
        found = night(server, "/asleep.py", number, count_mappings)
        server.wait_for("/hello.py")
    return found
