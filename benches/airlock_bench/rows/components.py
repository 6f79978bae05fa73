"""The smallest handler in Rust: the same component on `wasmtime serve`, and what an instance costs without sockets."""

from contextlib import ExitStack

from airlock_bench import wasmtime
from airlock_bench.contestants import expect_alike
from airlock_bench.engine import measure as run_engine
from airlock_bench.engine import parts_of
from airlock_bench.figures import Figure, Row, at_least, number
from airlock_bench.load import Load, press
from airlock_bench.pace import Pace
from airlock_bench.rust_components import HANDLER, WASI_HTTP, docroot, serve_by_wasmtime
from airlock_bench.servers import Server, serve_airlock
from airlock_bench.turns import in_turn

TITLE = "Handlers in Rust, fresh instance per request"
PEERS = [wasmtime]
SECONDS = 85
LOAD = Load(64)
GOAL = at_least(1)
# An instance is made, called and dropped in microseconds.
ENGINE_FACTOR = 20


def measure(pace: Pace) -> list[Row]:
    """Over sockets, and the engine alone."""
    return [*_over_sockets(pace), _engine(pace)]


def _over_sockets(pace: Pace) -> list[Row]:
    with ExitStack() as stack:
        airlock = stack.enter_context(serve_airlock(docroot()))
        peer = stack.enter_context(Server("wasmtime-serve-rust", serve_by_wasmtime))
        urls = {
            "wasi:http": (airlock, f"/{WASI_HTTP}"),
            "airlock:handler": (airlock, f"/{HANDLER}"),
            "wasmtime serve": (peer, "/"),
        }
        expect_alike("the smallest handler", {name: server.wait_for(path) for name, (server, path) in urls.items()})
        contestants = {name: _turn(server.url(path), pace.seconds) for name, (server, path) in urls.items()}
        # A warm-up that counts for nothing.
        for server, path in urls.values():
            press(server.url(path), LOAD, 1)
        found = in_turn("components", pace.rounds, contestants, lambda value: number(value) + "/s")
    figures = {name: Figure(name, "/s", values) for name, values in found.items()}
    theirs = Figure("wasmtime serve, the component of wasi:http", "/s", found["wasmtime serve"])
    return [
        Row("the same component of wasi:http, 64 connections", figures["wasi:http"], theirs, GOAL),
        Row("the handler written for Airlock, 64 connections", figures["airlock:handler"], theirs, GOAL),
    ]


def _turn(url: str, seconds: int):
    return lambda: press(url, LOAD, seconds).per_second


def _engine(pace: Pace) -> Row:
    handler, requests = docroot() / HANDLER, pace.engine_requests * ENGINE_FACTOR
    contestants = {
        instances: lambda instances=instances: run_engine(handler, instances, 1, requests)
        for instances in ("fresh", "kept")
    }
    found = in_turn("components, the engine alone", pace.rounds, contestants, lambda run: f"{number(run.per_second)}/s")
    fresh = Figure("fresh", "us", [run.per_request_us for run in found["fresh"]])
    kept = Figure("kept and reused", "us", [run.per_request_us for run in found["kept"]])
    return Row("cost of a request, the engine alone", fresh, kept, note=parts_of(found["fresh"]))
