"""A kind of request: how often it is made, and how it is played."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from airlock_bench.soak.client import Client

Play = Callable[[Client], Awaitable[None]]


@dataclass(frozen=True)
class Kind:
    """One kind. Playing it raises `Wrong` if it does not end as it has to."""

    group: str
    name: str
    play: Play
    # Its part of the load that is measured in requests; or how often it comes in any case.
    weight: float = 0.0
    per_second: float = 0.0
    # Whether its time belongs into the latencies: not where the handler or the client is slow on purpose.
    is_timed: bool = True
    # The handler that the log must name as often as this is played, and one of the words beside it.
    logged: tuple[str, frozenset[str]] | None = None

    @property
    def is_innocent(self) -> bool:
        """Whether it asks for nothing but what it may have."""
        return self.group not in ("broken", "hostile", "departures")
