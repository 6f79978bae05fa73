"""Ten thousand handlers asleep at once in one server."""

from airlock_bench.figures import Figure, Row, at_least, at_most
from airlock_bench.pace import Pace
from airlock_bench.places import HANDLERS
from airlock_bench.progress import say
from airlock_bench.servers import serve_airlock
from airlock_bench.sleepers import Night, allow_descriptors, check_mappings, night

TITLE = "Handlers asleep in `time.sleep(5)`"
PEERS = []
TRIAL = 200


def measure(pace: Pace) -> list[Row]:
    """One night, and another for a closer look; memory does not scatter as time does."""
    found, closer = spend_nights(pace.sleepers)
    asked = f"{found.asked:,} handlers"
    return [
        Row(
            f"{asked} asked, answered",
            Figure(f"answered, {found.at_once:,} asleep at once", "", [found.answered]),
            goal=at_least(found.asked, ""),
            extra={"before": found.before, "peak": found.peak, "asleep": closer.asleep, "mappings": closer.mappings},
        ),
        Row(
            "the server's peak resident memory",
            Figure("VmRSS", "GiB", [found.peak_gib]),
            goal=at_most(6, "GiB"),
        ),
        Row(
            "the same, a page that many sandboxes map counted once",
            Figure("Pss", "GiB", [closer.asleep.get("Pss", 0) / 1024 / 1024]),
            goal=at_most(6, "GiB"),
        ),
        Row(
            "resident memory per further concurrent sandbox",
            Figure("VmRSS", "KiB", [found.per_sandbox_kib]),
            goal=at_most(600, "KiB"),
        ),
        Row(
            "the same, its own pages and page tables alone",
            Figure("anonymous pages and page tables", "KiB", [found.own_kib]),
            goal=at_most(600, "KiB"),
        ),
    ]


def spend_nights(number: int) -> tuple[Night, Night]:
    """Try a server with a few sleepers, then a new one with all, then another to look at closely."""
    allow_descriptors(number)
    say(f"asleep: a trial with {TRIAL} handlers")
    check_mappings(_night(TRIAL, True), TRIAL, number)
    say(f"asleep: {number} handlers")
    found = _night(number, False)
    say(f"asleep: {number} handlers, for a closer look")
    return found, _night(number, True)


def _night(number: int, look_closely: bool) -> Night:
    concurrency = str(max(12_000, number + number // 5))
    with serve_airlock(HANDLERS, "--concurrency", concurrency) as server:
        server.wait_for("/hello.py")
        found = night(server, "/asleep.py", number, look_closely)
        server.wait_for("/hello.py")
    return found
