"""Requests per second against connections, from one to hundreds: who gains by more of them, and who breaks down."""

from contextlib import ExitStack

from airlock_bench.curves import Column, Curves
from airlock_bench.failure import Failure
from airlock_bench.field import PEERS as PEERS
from airlock_bench.field import start_field
from airlock_bench.figures import number
from airlock_bench.load import Load, press
from airlock_bench.pace import Pace
from airlock_bench.progress import say
from airlock_bench.servers import Server
from airlock_bench.spinners import wait_until_idle
from airlock_bench.turns import in_turn

TITLE = "Requests per second against connections, the smallest handler"
SECONDS = 160
SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]
# wptserve answers late on kept connections, which shows until there are enough of them: at each point its better form counts.
TWO_FORMS = "wptserve, bare"
TURN = 1
# A point's neighbours tell of it as well.
ROUNDS = 2


def measure(pace: Pace) -> Curves:
    """Short turns, many points."""
    sizes = pace.sizes(*SIZES)
    with ExitStack() as stack:
        field = start_field(stack)
        contestants = {name: (server, url, [True]) for name, (server, url) in field.items()}
        contestants[TWO_FORMS] = (*field[TWO_FORMS], [True, False])
        for _, url in field.values():
            press(url, Load(64), TURN)
        by_size = [
            in_turn(
                f"connections, {size}",
                min(ROUNDS, pace.rounds),
                {name: _turn(server, url, size, forms) for name, (server, url, forms) in contestants.items()},
                lambda per_second: "does not hold" if per_second is None else number(per_second) + "/s",
            )
            for size in sizes
        ]
    columns = [Column(name, "/s", [_all_or_nothing(found[name]) for found in by_size]) for name in contestants]
    return Curves("connections", sizes, columns, ["wptserve: kept connections or one for each request, whichever is better at the point"])


def _turn(server: Server, url: str, connections: int, forms: list[bool]):
    def turn() -> float | None:
        found = [_press(server, url, Load(connections, keep_alive)) for keep_alive in forms]
        return max((per_second for per_second in found if per_second is not None), default=None)

    return turn


def _press(server: Server, url: str, load: Load) -> float | None:
    """Nothing if the server does not hold so many connections."""
    try:
        return press(url, load, TURN).per_second
    except Failure as failure:
        say(str(failure).splitlines()[0])
        return None
    finally:
        # What it still works off for clients that have gone is not to slow the next one down.
        wait_until_idle(server, limit=60, look=0.1)


def _all_or_nothing(samples: list[float | None]) -> list[float] | None:
    return None if None in samples else samples
