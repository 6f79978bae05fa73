"""Latency with a single connection, when nothing waits for anything else."""

from contextlib import ExitStack

from airlock_bench import wasmtime_peer, wptserve_peer
from airlock_bench.contestants import start_all
from airlock_bench.figures import Figure, Row, at_most
from airlock_bench.load import Load, Measured, press
from airlock_bench.pace import Pace
from airlock_bench.turns import in_turn

TITLE = "The smallest handler, 1 connection"
PEERS = [wptserve_peer, wasmtime_peer]
SECONDS = 80
PATH = "/hello.py"
# The sandbox may cost this much more than the interpreter in the server's process.
SANDBOX_GOAL = at_most(100, "us")


def measure(pace: Pace) -> list[Row]:
    """The median and the 99th percentile; wptserve with a connection per request, or its answers are 40 ms late."""
    with ExitStack() as stack:
        servers = start_all(stack, PATH)
        loads = {"airlock": Load(1), "airlock, trusted": Load(1), "wptserve": Load(1, keep_alive=False), "wasmtime serve": Load(1)}
        contestants = {
            name: (lambda url=servers[name].url(PATH), load=load: press(url, load, pace.seconds))
            for name, load in loads.items()
        }
        for measure_once in contestants.values():
            measure_once()
        found = in_turn("latency", pace.rounds, contestants, _text)
    return [
        _row("p50", "p50_us", found, "airlock, trusted", "the trusted engine"),
        _more(found),
        _row("p99", "p99_us", found, "airlock, trusted", "the trusted engine"),
        _row("p50", "p50_us", found, "wptserve", "wptserve, bare, a connection per request"),
        _row("p99", "p99_us", found, "wptserve", "wptserve, bare, a connection per request"),
        _row("p50", "p50_us", found, "wasmtime serve", "wasmtime serve + componentize-py"),
        _row("p99", "p99_us", found, "wasmtime serve", "wasmtime serve + componentize-py"),
    ]


def _row(title: str, field: str, found: dict[str, list[Measured]], peer: str, peer_form: str) -> Row:
    def figure(name, of):
        return Figure(of, "us", [getattr(measured, field) for measured in found[name]])

    return Row(title, figure("airlock", ""), figure(peer, peer_form))


def _more(found: dict[str, list[Measured]]) -> Row:
    """The goal is a difference: what the sandbox adds to a request on its own."""
    pairs = zip(found["airlock"], found["airlock, trusted"])
    more = Figure("more", "us", [sandboxed.p50_us - trusted.p50_us for sandboxed, trusted in pairs])
    return Row("p50, more than the trusted engine", more, goal=SANDBOX_GOAL)


def _text(measured: Measured) -> str:
    return f"{measured.p50_us:.0f}/{measured.p99_us:.0f} us"
