"""The configuration, changed again and again: by turns one that has to come into force and one that has to be refused."""

import asyncio
import signal
import time
from dataclasses import dataclass, field

from airlock_bench.soak.access_line import REFUSED
from airlock_bench.soak.client import Client
from airlock_bench.soak.response import Wrong
from airlock_bench.soak.scene import Scene
from airlock_bench.soak.server import SoakServer
from airlock_bench.soak.server_log import ServerLog

EVERY = 10.0
# For the server to see and load a file, on a busy machine.
LIMIT = 20.0
PAUSE = 0.2


@dataclass
class Reloads:
    """What became of them."""

    scene: Scene
    server: SoakServer
    client: Client
    log: ServerLog
    loaded: int = 0
    refused: int = 0
    wrong: list[str] = field(default_factory=list)

    async def run(self) -> None:
        """One every few seconds, until cancelled."""
        generation = 0
        while True:
            for change in (self._valid, self._broken):
                await asyncio.sleep(EVERY)
                generation += 1
                try:
                    await change(generation)
                except Wrong as wrong:
                    self.wrong.append(f"generation {generation}: {wrong}")

    async def _valid(self, generation: int) -> None:
        self._generation = generation
        self.scene.write_generation(generation)
        self._tell(generation)
        deadline = time.monotonic() + LIMIT
        while await self._status() != self.scene.status_of(generation):
            if time.monotonic() > deadline:
                self.wrong.append(f"generation {generation} is not in force after {LIMIT:.0f} s")
                return
            await asyncio.sleep(PAUSE)
        self.loaded += 1

    async def _broken(self, generation: int) -> None:
        before = self.log.count(REFUSED)
        self.scene.write_broken(generation)
        self._tell(generation)
        deadline = time.monotonic() + LIMIT
        while self.log.count(REFUSED) == before:
            if time.monotonic() > deadline:
                self.wrong.append(f"generation {generation} is broken and was not refused within {LIMIT:.0f} s")
                return
            await asyncio.sleep(PAUSE)
            self.log.look()
        if await self._status() != self.scene.status_of(self._generation):
            self.wrong.append(f"generation {generation} was refused, and {self._generation} is not in force any more")
        self.refused += 1

    def _tell(self, generation: int) -> None:
        """The server sees a changed file by itself; half of the times it is told besides."""
        if generation % 4 >= 2:
            self.server.signal(signal.SIGHUP)

    async def _status(self) -> int:
        return (await self.client.ask("/generation")).status
