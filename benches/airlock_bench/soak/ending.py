"""The end: SIGTERM while requests are under way."""

import asyncio
from dataclasses import dataclass, field

from airlock_bench.soak.client import Client
from airlock_bench.soak.server import SoakServer

SLEEPERS = 40


@dataclass
class Ending:
    """How the server ended, and what became of those who waited."""

    code: int | None
    seconds: float
    under_way: int = SLEEPERS
    answered: int = 0
    wrong: list[str] = field(default_factory=list)


async def end(server: SoakServer, client: Client) -> Ending:
    """Puts handlers to sleep, ends the server, and takes the answers."""
    waiting = [asyncio.create_task(_sleep(client, milliseconds=3000)) for _ in range(SLEEPERS)]
    # All of them have been taken when one that was asked later is answered.
    await asyncio.sleep(1)
    await client.ask_alone("/small.py")
    code, seconds = await asyncio.to_thread(server.finish)
    ending = Ending(code, seconds)
    for result in await asyncio.gather(*waiting, return_exceptions=True):
        if result is None:
            ending.answered += 1
        else:
            ending.wrong.append(str(result))
    return ending


async def _sleep(client: Client, milliseconds: int) -> None:
    response = await client.ask_alone(f"/asleep.py?milliseconds={milliseconds}")
    response.must_be(200, f"woke {response.number}".encode())
