"""The order of things: a server, its capacity, the load, the end; with everything that is noted on the way."""

import asyncio
import itertools
import random
import signal
import time
from dataclasses import dataclass, field

from airlock_bench.failure import Failure
from airlock_bench.places import work_folder
from airlock_bench.progress import say
from airlock_bench.servers import processor_seconds
from airlock_bench.soak import checks, departures, innocents, unfriendly, uploads
from airlock_bench.soak.auditor import Auditor
from airlock_bench.soak.checks import Check
from airlock_bench.soak.client import Client
from airlock_bench.soak.driving import OpenLoop, Schedule, closed_loop, play
from airlock_bench.soak.ending import end
from airlock_bench.soak.kinds import Kind
from airlock_bench.soak.ledger import Ledger
from airlock_bench.soak.reloads import Reloads
from airlock_bench.soak.samples import Sample, Sampler
from airlock_bench.soak.scene import Scene
from airlock_bench.soak.server import SoakServer
from airlock_bench.soak.server_log import ServerLog
from airlock_bench.soak.tally import FailedPlay, Tally

CAPACITY_SECONDS = 20.0
# Behind it the server has given back what it keeps for a while, such as threads.
REST = 15.0
LEAST_RATE = 30.0
PROGRESS_EVERY = 5.0
# A bound for the ledger's memory, far above what one client can ask.
MOST_PER_SECOND = 6000


@dataclass(frozen=True)
class Options:
    """What was asked for."""

    minutes: float
    part: float
    rate: float | None
    seed: int


@dataclass
class Outcome:
    """What was found, for the report."""

    options: Options
    has_component: bool
    capacity: float | None = None
    rate: float = 0.0
    seconds: float = 0.0
    interrupted: str | None = None
    tally: Tally | None = None
    samples: list[Sample] = field(default_factory=list)
    # Of a second: the server's processor time, and this client's.
    server_load: float = 0.0
    client_load: float = 0.0
    requests: int = 0
    failures: list[FailedPlay] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)


def soak(options: Options) -> Outcome:
    """Everything; the server is gone when this returns."""
    scene = Scene(options.seed)
    ledger = Ledger(int((options.minutes * 60 + 120) * MOST_PER_SECOND))
    log = ServerLog(ledger, work_folder("soak"))
    with SoakServer(scene.configuration, log) as server:
        server.wait_for("/small.py?soak=ready")
        return asyncio.run(Session(options, scene, server, ledger, log).run())


class Session:
    """One run."""

    def __init__(self, options: Options, scene: Scene, server: SoakServer, ledger: Ledger, log: ServerLog):
        self._options = options
        self._server = server
        self._log = log
        self._ledger = ledger
        clear, tls = ("127.0.0.1", server.port), ("127.0.0.1", server.tls_port)
        self._client = Client(scene, clear, tls, server.certificate_authority(), ledger, options.seed)
        self._innocents = innocents.kinds(scene.has_component) + uploads.KINDS
        self._kinds = self._innocents + unfriendly.KINDS + departures.KINDS
        self._auditor = Auditor(ledger)
        self._sampler = Sampler(server.process_id)
        self._reloads = Reloads(scene, server, self._client, log)
        self._tallies: list[Tally] = []
        self._stop = asyncio.Event()
        self._outcome = Outcome(options, scene.has_component)

    async def run(self) -> Outcome:
        """From the first request to the last line of the log."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._interrupt, signal.Signals(number).name)
        outcome = self._outcome
        await self._each_kind_once()
        outcome.rate = self._options.rate or await self._measure_capacity()
        before = await self._rest("before the load")
        load = await self._load(outcome.rate)
        after = await self._rest("behind the load", like=before)
        ending = await end(self._server, self._client)
        self._client.close()
        self._log.finish()
        self._auditor.finish()
        outcome.requests = self._auditor.audited
        outcome.failures = [failure for tally in self._tallies for failure in tally.failures]
        samples = checks.behind_beginning(outcome.samples)
        outcome.checks = [
            *checks.of_requests(self._tallies),
            *checks.of_the_log(self._tallies, self._auditor, self._log, self._kinds),
            checks.of_memory(samples, outcome.seconds),
            *checks.of_descriptors(samples),
            checks.of_rest(before, after),
            checks.of_reloads(self._reloads),
            checks.of_load(load.held_back, outcome.seconds),
            checks.of_ending(ending),
        ]
        return outcome

    def _interrupt(self, name: str) -> None:
        self._outcome.interrupted = name
        self._stop.set()

    def _new_tally(self, stage: str) -> Tally:
        folder = work_folder("soak/failed")
        if not self._tallies:
            for old in folder.iterdir():
                old.unlink()
        self._tallies.append(Tally(stage, folder))
        return self._tallies[-1]

    async def _each_kind_once(self) -> None:
        say(f"soak: each of {len(self._kinds)} kinds once")
        tally = self._new_tally("once")
        # A group at a time: handlers that are asked for the first time are compiled, within their own limits.
        for _, kinds in itertools.groupby(self._kinds, lambda kind: kind.group):
            now = time.monotonic()
            await asyncio.gather(*(play(kind, self._client, tally, now) for kind in kinds))
        if tally.failures:
            failed = "\n".join(f"  {one.kind.group}, {one.kind.name}: {one.text}" for one in tally.failures)
            raise Failure(f"without any load, these do not end as they have to; soak/failed/ has the bytes:\n{failed}")

    async def _measure_capacity(self) -> float:
        weighted = [kind for kind in self._innocents if kind.weight]
        say(f"soak: capacity, {CAPACITY_SECONDS:.0f} s")
        await closed_loop(weighted, self._client, self._new_tally("warm-up"), CAPACITY_SECONDS / 4)
        self._outcome.capacity = await closed_loop(weighted, self._client, self._new_tally("capacity"), CAPACITY_SECONDS)
        rate = max(LEAST_RATE, self._options.part * self._outcome.capacity)
        say(f"soak: {self._outcome.capacity:,.0f}/s; the load is {rate:,.0f}/s")
        return rate

    async def _rest(self, when: str, like: Sample | None = None) -> Sample:
        """A look at the server without a client; for some seconds, or until it holds no more than it did."""
        say(f"soak: a rest {when}")
        self._client.close()
        deadline = time.monotonic() + (REST if like is None else 4 * REST)
        while True:
            await asyncio.sleep(1)
            sample = self._sampler.look()
            if time.monotonic() > deadline or self._stop.is_set() and like is None:
                return sample
            if like and checks.of_rest(like, sample).holds:
                return sample

    async def _load(self, rate: float) -> OpenLoop:
        outcome = self._outcome
        tally = outcome.tally = self._new_tally("load")
        schedule = Schedule(self._kinds, rate, random.Random(self._options.seed))
        load = OpenLoop(schedule, self._client, tally)
        self._sampler.restart()
        started, used = time.monotonic(), (processor_seconds(self._server.process_id), time.process_time())
        beside = (self._watch(), self._report(load, tally, rate), self._reloads.run())
        watching = [asyncio.create_task(task) for task in beside]
        loading = asyncio.create_task(load.run(self._options.minutes * 60))
        stopping = asyncio.create_task(self._stop.wait())
        await asyncio.wait([loading, stopping, *watching], return_when=asyncio.FIRST_COMPLETED)
        outcome.seconds = time.monotonic() - started
        outcome.samples = list(self._sampler.samples)
        await _cancel([loading, stopping, *watching])
        if not self._server.is_running:
            self._log.finish()
            raise Failure(f"the server has ended in the middle of the load; {self._server.log_end()}")
        if self._ledger.is_full:
            outcome.interrupted = "its ledger, which is full"
        outcome.server_load = (processor_seconds(self._server.process_id) - used[0]) / outcome.seconds
        outcome.client_load = (time.process_time() - used[1]) / outcome.seconds
        await load.drain()
        return load

    async def _watch(self) -> None:
        """Once in a second; ends if the server does."""
        while self._server.is_running and not self._ledger.is_full:
            self._sampler.look()
            self._log.look()
            self._auditor.look()
            await asyncio.sleep(1)

    async def _report(self, load: OpenLoop, tally: Tally, rate: float) -> None:
        started, before = time.monotonic(), 0
        while True:
            await asyncio.sleep(PROGRESS_EVERY)
            ended, sample, recent = tally.ended.total(), self._sampler.samples[-1], tally.take_recent()
            p50, p99 = (recent.quantile(part) * 1e3 for part in (0.5, 0.99))
            say(
                f"soak {_clock(time.monotonic() - started)} of {_clock(self._options.minutes * 60)}: "
                f"{(ended - before) / PROGRESS_EVERY:,.0f}/s of {rate:,.0f}, ok {tally.total(tally.ended, True):,} "
                f"failed {tally.total(tally.failed, True)}, unfriendly {tally.total(tally.ended, False):,} "
                f"astray {tally.total(tally.failed, False)}, p50 {p50:.1f} p99 {p99:.0f} ms, "
                f"{sample.resident / 1024:,.0f} MiB, {sample.sockets}+{sample.other_files} files, {sample.threads} threads, "
                f"{len(load.under_way)} under way, {self._auditor.audited:,} accounted for, {self._auditor.wrong} not"
            )
            before = ended


async def _cancel(tasks: list[asyncio.Task]) -> None:
    """Ends them; if one of them has ended by an error, that is raised."""
    for task in tasks:
        task.cancel()
    for result in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(result, Exception):
            raise result


def _clock(seconds: float) -> str:
    return "{}:{:02}".format(*divmod(int(seconds), 60))
