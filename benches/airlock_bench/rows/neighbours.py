"""What others notice of handlers that spin for ever."""

from airlock_bench.figures import Figure, Row, at_most
from airlock_bench.load import Load, Measured, press
from airlock_bench.pace import Pace
from airlock_bench.places import HANDLERS
from airlock_bench.servers import Server, serve_airlock
from airlock_bench.spinners import Spinners, wait_until_idle
from airlock_bench.turns import in_turn

TITLE = "Innocent requests while 8 handlers spin for ever"
PEERS = []
SECONDS = 90
SPINNERS = 8
PATH = "/hello.py"
GOAL = at_most(3)


def measure(pace: Pace) -> list[Row]:
    """The same server with and without them, under the full load and under a light one."""
    with serve_airlock(HANDLERS) as server:
        server.wait_for(PATH)
        press(server.url(PATH), Load(64), 1)
        return _rows(pace, server, Load(64), GOAL) + _rows(pace, server, Load(4), GOAL)


def _rows(pace: Pace, server: Server, load: Load, goal) -> list[Row]:
    url = server.url(PATH)

    def quiet() -> Measured:
        wait_until_idle(server)
        return press(url, load, pace.seconds)

    def among_spinners() -> Measured:
        with Spinners(server, "/spin.py", SPINNERS):
            return press(url, load, pace.seconds)

    title = f"{load.connections} connections"
    contestants = {"with": among_spinners, "without": quiet}
    found = in_turn(f"neighbours, {title}", pace.rounds, contestants, _text)

    def figure(name: str, field: str, unit: str) -> Figure:
        return Figure(f"{name} spinners", unit, [getattr(measured, field) for measured in found[name]])

    return [
        Row(f"p99, {title}", figure("with", "p99_us", "us"), figure("without", "p99_us", "us"), goal),
        Row(f"requests/s, {title}", figure("with", "per_second", "/s"), figure("without", "per_second", "/s")),
    ]


def _text(measured: Measured) -> str:
    return f"p99 {measured.p99_us:.0f} us at {measured.per_second:.0f}/s"
