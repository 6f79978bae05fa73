"""Thousands of requests at once to a handler that sleeps, and what the server needs for them."""

import re
import resource
import selectors
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from airlock_bench.failure import Failure
from airlock_bench.process_memory import memory_of
from airlock_bench.servers import Server

ANSWER_LIMIT = 60.0
# Seconds from the last request to the count of the server's mappings.
COUNT_AFTER = 2.0
# When a handler began and woke, by its own clock.
Sleep = tuple[float, float]
# Descriptors for everything but the connections.
SPARE = 200


@dataclass(frozen=True)
class Night:
    """How the sleepers fared, and the server's memory (KiB) before and at its peak.

    Resident memory (`VmRSS`) counts a page of the snapshot again for every sandbox that maps it, so it can exceed the
    machine's. What a night really takes is the anonymous pages and the page tables.
    """

    asked: int
    answered: int
    at_once: int
    seconds: float
    before: dict[str, int]
    peak: dict[str, int]
    mappings: int

    @property
    def peak_gib(self) -> float:
        """Peak resident memory of the server."""
        return self.peak["VmRSS"] / 1024 / 1024

    @property
    def taken_gib(self) -> float:
        """The same with shared pages counted once, and with the page tables."""
        shared_once = self.before["RssShmem"] + self.before["RssFile"]
        return (self.peak["RssAnon"] + self.peak["VmPTE"] + shared_once) / 1024 / 1024

    @property
    def per_sandbox_kib(self) -> float:
        """Resident memory that one further sandbox took."""
        return (self.peak["VmRSS"] - self.before["VmRSS"]) / max(1, self.at_once)

    @property
    def own_kib(self) -> float:
        """Anonymous pages and page tables that it took: what it shares with the others left out."""
        own = sum(self.peak[name] - self.before[name] for name in ("RssAnon", "VmPTE"))
        return own / max(1, self.at_once)


def allow_descriptors(number: int) -> None:
    """Let this process, and the server it starts, have so many connections."""
    wanted = number + SPARE
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < wanted:
        raise Failure(f"{number} connections need {wanted} open files, and the limit is {hard}: `ulimit -Hn {wanted}` as root")
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def check_mappings(trial: Night, trial_size: int, number: int) -> None:
    """From a small trial, foretell whether the kernel lets the server have enough memory mappings."""
    allowed = int(Path("/proc/sys/vm/max_map_count").read_text())
    needed = int(trial.mappings / trial_size * number * 1.05) + 1000
    if needed > allowed:
        raise Failure(
            f"{number} sandboxes need about {needed} memory mappings, and vm.max_map_count is {allowed}: "
            f"`sysctl -w vm.max_map_count={needed}` as root"
        )


def night(server: Server, path: str, number: int, count_mappings: bool = False) -> Night:
    """Open so many connections, ask on all of them, and wait for the answers.

    Counting the mappings of many sandboxes stops the server for a while: it is for small trials.
    """
    before = peak = memory_of(server.process_id)
    mappings, next_look = 0, 0.0
    started = time.monotonic()

    def look() -> None:
        nonlocal peak, mappings, next_look
        if time.monotonic() < next_look:
            return
        now = memory_of(server.process_id)
        if now["VmRSS"] > peak["VmRSS"]:
            peak = now
        if count_mappings and not mappings and time.monotonic() > started + COUNT_AFTER:
            mappings = _mappings_of(server.process_id)
        next_look = time.monotonic() + 0.1

    sleeps = answers(ask(server, path, number), look)
    return Night(number, len(sleeps), most_at_once(sleeps), time.monotonic() - started, before, peak, mappings)


def ask(server: Server, path: str, number: int) -> list[socket.socket]:
    """So many connections with a request on each, all connected before the first asks."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    connections = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(number)]
    for connection in connections:
        connection.sendall(request)
    return connections


def answers(connections: list[socket.socket], look: Callable[[], None] = lambda: None) -> list[Sleep]:
    """Wait for the answers, and `look` every now and then; when each handler that answered began and woke."""
    sleeps: list[Sleep] = []
    deadline = time.monotonic() + ANSWER_LIMIT
    with selectors.DefaultSelector() as waiting:
        for connection in connections:
            waiting.register(connection, selectors.EVENT_READ, bytearray())
        while waiting.get_map() and time.monotonic() < deadline:
            for key, _ in waiting.select(0.05):
                if _read(key, sleeps):
                    waiting.unregister(key.fileobj)
            look()
    for connection in connections:
        connection.close()
    return sleeps


def most_at_once(sleeps: list[Sleep]) -> int:
    """How many slept at the moment when most did."""
    most = now = 0
    for _, change in sorted(change for began, woke in sleeps for change in ((began, 1), (woke, -1))):
        now += change
        most = max(most, now)
    return most


def _read(key: selectors.SelectorKey, sleeps: list[Sleep]) -> bool:
    """Take what came; whether this sleeper is done with. The handler's answer is the times it began and woke."""
    piece = key.fileobj.recv(4096)
    key.data.extend(piece)
    head, _, content = bytes(key.data).partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    complete = length is not None and len(content) == int(length[1])
    if complete and head.startswith(b"HTTP/1.1 200 "):
        began, woke = content.split()
        sleeps.append((float(began), float(woke)))
    return complete or not piece


def _mappings_of(process_id: int) -> int:
    with open(f"/proc/{process_id}/maps", "rb") as maps:
        return sum(1 for _ in maps)
