"""All who answer the smallest handler, side by side: the contestants of the plots."""

from contextlib import ExitStack

from airlock_bench import wasmtime_peer, wptserve_peer
from airlock_bench.contestants import expect_alike, start_all
from airlock_bench.rust_components import HANDLER, docroot
from airlock_bench.servers import Server, serve_airlock

PEERS = [wptserve_peer, wasmtime_peer]
PATH = "/hello.py"
# As the plots name them, by the names of `start_all`.
NAMES = {
    "airlock": "Airlock, sandboxed Python",
    "airlock, trusted": "Airlock, trusted Python",
    "wptserve": "wptserve, bare",
    "wasmtime serve": "wasmtime serve, Python",
}
COMPONENT = "Airlock, component in Rust"


def start_field(stack: ExitStack) -> dict[str, tuple[Server, str]]:
    """Each contestant's server, running until the stack ends, and the URL to ask it for."""
    servers = start_all(stack, PATH)
    component = stack.enter_context(serve_airlock(docroot()))
    path = f"/{HANDLER}"
    expect_alike(PATH, {"airlock": servers["airlock"].wait_for(PATH), COMPONENT: component.wait_for(path)})
    field = {NAMES[name]: (server, server.url(PATH)) for name, server in servers.items()}
    return {**field, COMPONENT: (component, component.url(path))}
