"""Thousands of requests at once to a handler that sleeps, and what the server needs for them."""

import re
import resource
import selectors
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from airlock_bench.failure import Failure
from airlock_bench.process_memory import memory_of
from airlock_bench.servers import Server

ANSWER_LIMIT = 60.0
# Seconds from the last request to the count of the server's mappings.
COUNT_AFTER = 2.0
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
    before = memory_of(server.process_id)
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    sleepers = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(number)]
    started = time.monotonic()
    peak, mappings = before, 0
    overlaps: list[tuple[float, int]] = []
    with selectors.DefaultSelector() as waiting:
        for connection in sleepers:
            connection.sendall(request)
            waiting.register(connection, selectors.EVENT_READ, bytearray())
        next_look, count_at = 0.0, time.monotonic() + COUNT_AFTER if count_mappings else float("inf")
        while waiting.get_map() and time.monotonic() < started + ANSWER_LIMIT:
            for key, _ in waiting.select(0.05):
                if _read(key, overlaps):
                    waiting.unregister(key.fileobj)
            if time.monotonic() >= next_look:
                now = memory_of(server.process_id)
                if now["VmRSS"] > peak["VmRSS"]:
                    peak = now
                if not mappings and time.monotonic() > count_at:
                    mappings = _mappings_of(server.process_id)
                next_look = time.monotonic() + 0.1
    for connection in sleepers:
        connection.close()
    answered = len(overlaps) // 2
    return Night(number, answered, _most_at_once(overlaps), time.monotonic() - started, before, peak, mappings)


def _read(key: selectors.SelectorKey, overlaps: list[tuple[float, int]]) -> bool:
    """Take what came; whether this sleeper is done with. The handler's answer is the times it began and woke."""
    piece = key.fileobj.recv(4096)
    key.data.extend(piece)
    head, _, content = bytes(key.data).partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    complete = length is not None and len(content) == int(length[1])
    if complete and head.startswith(b"HTTP/1.1 200 "):
        began, woke = content.split()
        overlaps += [(float(began), 1), (float(woke), -1)]
    return complete or not piece


def _most_at_once(overlaps: list[tuple[float, int]]) -> int:
    most = now = 0
    for _, change in sorted(overlaps):
        now += change
        most = max(most, now)
    return most


def _mappings_of(process_id: int) -> int:
    with open(f"/proc/{process_id}/maps", "rb") as maps:
        return sum(1 for _ in maps)
