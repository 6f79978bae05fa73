"""Load: in a closed loop, to find the capacity, and by a schedule that does not wait for answers."""

import asyncio
import itertools
import random
import time
import traceback

from airlock_bench.soak.client import Client
from airlock_bench.soak.kinds import Kind
from airlock_bench.soak.response import Wrong
from airlock_bench.soak.tally import Tally

WORKERS = 64
# Plays under way; the schedule waits when there are more, so that a server that is stuck is not buried.
MOST_UNDER_WAY = 3000


async def play(kind: Kind, client: Client, tally: Tally, due: float) -> None:
    """One play from beginning to end; what is due when it should have begun counts as its latency."""
    tally.begun[kind] += 1
    try:
        await kind.play(client)
    except Wrong as wrong:
        tally.fail(kind, wrong)
    except Exception:
        # Whatever it is, it must not go unnoticed, nor end the others.
        tally.fail(kind, Wrong(traceback.format_exc()))
    else:
        tally.done(kind, time.monotonic() - due)


async def closed_loop(kinds: list[Kind], client: Client, tally: Tally, seconds: float) -> float:
    """As many plays as can be had, in the kinds' proportions: how many in a second."""
    weights = [kind.weight for kind in kinds]
    started = time.monotonic()
    end = started + seconds

    async def work() -> None:
        while (now := time.monotonic()) < end:
            await play(client.random.choices(kinds, weights)[0], client, tally, now)

    await asyncio.gather(*(work() for _ in range(WORKERS)))
    return tally.ended.total() / (time.monotonic() - started)


class Schedule:
    """When which kind is due: by chance, independent of each other, so many in a second on average."""

    def __init__(self, kinds: list[Kind], rate: float, chance: random.Random):
        """`rate` is for all kinds together; those with a frequency of their own are taken off it first."""
        fixed = sum(kind.per_second for kind in kinds)
        whole = sum(kind.weight for kind in kinds)
        self.weighted_rate = max(0.0, rate - fixed)
        self._kinds = kinds
        self._ends = list(itertools.accumulate(kind.per_second + kind.weight / whole * self.weighted_rate for kind in kinds))
        self._chance = chance

    def next(self) -> tuple[float, Kind]:
        """Seconds from the last one, and the kind."""
        kind = self._chance.choices(self._kinds, cum_weights=self._ends)[0]
        return self._chance.expovariate(self._ends[-1]), kind


class OpenLoop:
    """Load by a schedule."""

    def __init__(self, schedule: Schedule, client: Client, tally: Tally):
        self._schedule = schedule
        self._client = client
        self._tally = tally
        self.under_way: set[asyncio.Task] = set()
        # Seconds that the schedule had to wait in all.
        self.held_back = 0.0
        self.latest = 0.0

    async def run(self, seconds: float) -> None:
        """Begins plays for so long."""
        due = started = time.monotonic()
        while True:
            pause, kind = self._schedule.next()
            due += pause
            if due - started > seconds:
                return
            # Short of a millisecond the loop's clock is too coarse; what is due by then goes out together.
            ahead = due - time.monotonic()
            if ahead > 0.001:
                await asyncio.sleep(ahead)
            while len(self.under_way) >= MOST_UNDER_WAY:
                before = time.monotonic()
                await asyncio.wait(self.under_way, return_when=asyncio.FIRST_COMPLETED)
                self.held_back += time.monotonic() - before
                due = max(due, time.monotonic())
            self.latest = max(self.latest, time.monotonic() - due)
            task = asyncio.create_task(play(kind, self._client, self._tally, due))
            self.under_way.add(task)
            task.add_done_callback(self.under_way.discard)
            if ahead < -0.005:
                # Late: let answers in all the same.
                await asyncio.sleep(0)

    async def drain(self) -> None:
        """Waits for those that are under way."""
        if self.under_way:
            await asyncio.wait(self.under_way)
