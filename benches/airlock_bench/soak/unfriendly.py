"""Handlers that are broken or mean harm, and what has to become of their requests."""

from airlock_bench.soak.client import Client
from airlock_bench.soak.kinds import Kind, Play
from airlock_bench.soak.scene import STREET_RESPONSE

FAILED = frozenset(["failed"])
# On a busy machine the wall time may be over first: the handler's threads have low priority.
TIME = frozenset(["cpu-time", "wall-time"])


def _ends(file: str, status: int, content: bytes | None = None) -> Play:
    """On a connection of its own: some hold it for seconds."""

    async def play(client: Client) -> None:
        (await client.ask_alone(f"/street/{file}")).must_be(status, content)

    return play


def _ends_in_time(file: str, status: int) -> Play:
    """The same for one that computes so much that on a busy machine its time may be over first."""

    async def play(client: Client) -> None:
        response = await client.ask_alone(f"/street/{file}")
        response.must_be(504 if response.status == 504 else status)

    return play


def _is_cut(file: str) -> Play:
    async def play(client: Client) -> None:
        response = await client.ask_alone(f"/street/{file}")
        if response.status != 200:
            raise response.wrong(f"status {response.status} in place of 200")
        if not response.cut:
            raise response.wrong("not cut")

    return play


async def _endless(client: Client) -> None:
    """Its head promises no length, so that the end of the connection is all that a client sees of the limit."""
    response = await client.ask_alone("/street/endless.py")
    if response.status != 200 or len(response.content) > STREET_RESPONSE:
        raise response.wrong(f"{len(response.content)} bytes of an answer without end")


def _broken(file: str, status: int = 500) -> Kind:
    return Kind("broken", file, _ends(file, status), per_second=0.4, is_timed=False, logged=(file, FAILED))


def _hostile(file: str, often: float, play: Play, words: frozenset[str]) -> Kind:
    return Kind("hostile", file, play, per_second=often, is_timed=False, logged=(file, words))


KINDS = [
    _broken("raises.py"),
    _broken("exits.py"),
    _broken("says_nothing.py"),
    _broken("bad_status.py"),
    _broken("no_python.py"),
    Kind("broken", "short.py", _is_cut("short.py"), per_second=0.4, is_timed=False),
    _hostile("spins.py", 0.1, _ends("spins.py", 504), TIME),
    _hostile("backtracks.py", 0.1, _ends("backtracks.py", 504), TIME),
    _hostile("eats_memory.py", 0.1, _ends_in_time("eats_memory.py", 507), TIME | {"memory"}),
    _hostile("recurses.py", 0.05, _ends_in_time("recurses.py", 500), TIME | FAILED),
    _hostile("endless.py", 0.2, _endless, frozenset(["response"])),
    _hostile("never_wakes.py", 0.2, _ends("never_wakes.py", 504), frozenset(["wall-time"])),
    _hostile("fills_stash.py", 0.1, _ends_in_time("fills_stash.py", 500), TIME | FAILED),
    _hostile("splits_head.py", 0.3, _ends("splits_head.py", 500), FAILED),
    _hostile("floods_log.py", 0.1, _ends("floods_log.py", 200, b"flooded"), frozenset(["log"])),
    Kind("hostile", "forges_log.py", _ends("forges_log.py", 200, b"forged"), per_second=0.3, is_timed=False),
]
