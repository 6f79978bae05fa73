"""What one tenant notices of another that spends its whole budget."""

import json

from airlock_bench.figures import Figure, Row, at_most
from airlock_bench.load import Load, Measured, press
from airlock_bench.pace import Pace
from airlock_bench.places import HANDLERS, work_folder
from airlock_bench.servers import Server, serve_configured
from airlock_bench.spinners import Spinners, wait_until_idle
from airlock_bench.turns import in_turn

TITLE = "A tenant's requests while another tenant spends its whole budget"
PEERS = []
SECONDS = 90
CONCURRENCY = 8
QUEUE = 8
PATH = "/quiet/hello.py"
GOAL = at_most(3)

CONFIGURATION = """
[[tenant]]
name = "greedy"
prefix = "/greedy"
docroot = {docroot}
budget = {{ concurrency = {concurrency}, queue = {queue}, queue-time = "1h" }}

[[tenant]]
name = "quiet"
prefix = "/quiet"
docroot = {docroot}
"""


def measure(pace: Pace) -> list[Row]:
    """The same server while the greedy one's handlers spin, as many as it may run and as many as may wait, and without."""
    file = work_folder("tenants") / "airlock.toml"
    file.write_text(CONFIGURATION.format(docroot=json.dumps(str(HANDLERS)), concurrency=CONCURRENCY, queue=QUEUE))
    with serve_configured(file) as server:
        server.wait_for(PATH)
        press(server.url(PATH), Load(64), 1)
        return _rows(pace, server, Load(64)) + _rows(pace, server, Load(4))


def _rows(pace: Pace, server: Server, load: Load) -> list[Row]:
    url = server.url(PATH)

    def alone() -> Measured:
        wait_until_idle(server)
        return press(url, load, pace.seconds)

    def beside_the_greedy() -> Measured:
        with Spinners(server, "/greedy/spin.py", CONCURRENCY + QUEUE):
            return press(url, load, pace.seconds)

    title = f"{load.connections} connections"
    found = in_turn(f"tenants, {title}", pace.rounds, {"with": beside_the_greedy, "without": alone}, _text)

    def figure(name: str, field: str, unit: str) -> Figure:
        return Figure(f"{name} it", unit, [getattr(measured, field) for measured in found[name]])

    return [
        Row(f"p99, {title}", figure("with", "p99_us", "us"), figure("without", "p99_us", "us"), GOAL),
        Row(f"requests/s, {title}", figure("with", "per_second", "/s"), figure("without", "per_second", "/s")),
    ]


def _text(measured: Measured) -> str:
    return f"p99 {measured.p99_us:.0f} us at {measured.per_second:.0f}/s"
