"""Files as they are, against nginx."""

from contextlib import ExitStack

from airlock_bench import nginx_peer
from airlock_bench.contestants import expect_alike
from airlock_bench.figures import Figure, Row, at_least, number
from airlock_bench.load import Load, press
from airlock_bench.pace import Pace
from airlock_bench.places import work_folder
from airlock_bench.servers import Server, serve_airlock
from airlock_bench.turns import in_turn

TITLE = "Static files, 64 connections"
PEERS = [nginx_peer]
SECONDS = 75
SIZES = {"10 KiB": 10 << 10, "10 MiB": 10 << 20}
LOAD = Load(64)
GOAL = at_least(0.7)


def measure(pace: Pace) -> list[Row]:
    """A small file and a large one."""
    docroot = work_folder("static")
    for name, size in SIZES.items():
        (docroot / _file(name)).write_bytes(bytes(range(256)) * (size // 256))
    with ExitStack() as stack:
        servers = {
            "airlock": stack.enter_context(serve_airlock(docroot)),
            "nginx": stack.enter_context(Server("nginx", lambda port: nginx_peer.command(docroot, port))),
        }
        return [_row(pace, servers, name) for name in SIZES]


def _row(pace: Pace, servers: dict[str, Server], size: str) -> Row:
    path = "/" + _file(size)
    expect_alike(path, {name: server.wait_for(path) for name, server in servers.items()})
    contestants = {
        name: (lambda url=server.url(path): press(url, LOAD, pace.seconds).per_second) for name, server in servers.items()
    }
    for warm_up in contestants.values():
        warm_up()
    found = in_turn(f"static, {size}", pace.rounds, contestants, lambda value: number(value) + "/s")
    return Row(f"a file of {size}", Figure("", "/s", found["airlock"]), Figure("nginx", "/s", found["nginx"]), GOAL)


def _file(size: str) -> str:
    return size.lower().replace(" ", "-") + ".bin"
