"""What is known of each request, by its number: what the log must say of it, and what it says.

Numbers begin at 0 and leave nothing out. The memory is shared between the process that asks and the one that reads the
log, each of which writes its own columns: two bytes a request and column, so that half an hour of requests is no burden.
"""

import enum
import mmap
from dataclasses import dataclass

# In the columns of statuses: a request without an answer.
NO_STATUS = 0


class Due(enum.IntEnum):
    """How many lines the access log owes a request."""

    UNKNOWN = 0
    # It is under way.
    OPEN = 1
    # The server has taken it.
    ONE = 2
    # Whether the server has taken it can not be known: its client has left at once.
    AT_MOST_ONE = 3
    # The server can not have taken it: its head was never sent whole.
    NONE = 4


@dataclass(frozen=True)
class Discrepancy:
    """A request whose account is not as it has to be."""

    number: int
    text: str


class Ledger:
    """Room for so many requests."""

    def __init__(self, room: int):
        self._room = room
        self._next = 0
        self._due = memoryview(mmap.mmap(-1, room))
        self._lines = memoryview(mmap.mmap(-1, room))
        self._answered = memoryview(mmap.mmap(-1, 2 * room)).cast("H")
        self._logged = memoryview(mmap.mmap(-1, 2 * room)).cast("H")

    @property
    def issued(self) -> int:
        """Requests so far."""
        return self._next

    @property
    def is_full(self) -> bool:
        """Whether there is no room for the requests of one more second or so."""
        return self._next + 20_000 > self._room

    def open(self) -> int:
        """The number of a new request."""
        number = self._next
        self._next += 1
        self._due[number] = Due.OPEN
        return number

    def close(self, number: int, due: Due, status: int = NO_STATUS) -> None:
        """The request has ended; `status` is that of the answer its client saw, if it saw one."""
        self._due[number] = due
        self._answered[number] = status

    def note_line(self, number: int, status: int) -> bool:
        """The access log has a line for the request. False if no such request can have been made."""
        if number >= self._room:
            return False
        self._lines[number] = min(255, self._lines[number] + 1)
        self._logged[number] = status
        return True

    def audit(self, first: int, end: int) -> list[Discrepancy]:
        """What is wrong with the requests from `first` to before `end`. All of them have to have ended a while ago."""
        found = []
        for number in range(first, end):
            text = self._wrong_with(number)
            if text:
                found.append(Discrepancy(number, text))
        return found

    def _wrong_with(self, number: int) -> str | None:
        due, lines = self._due[number], self._lines[number]
        if due == Due.ONE and lines == 1:
            seen, logged = self._answered[number], self._logged[number]
            if seen in (NO_STATUS, logged):
                return None
            return f"its client got {seen}, and the log says {logged or 'that it was not answered'}"
        if due == Due.AT_MOST_ONE and lines <= 1 or due == Due.NONE and lines == 0:
            return None
        if due == Due.OPEN:
            return f"it has not ended ({lines} lines)"
        return f"{lines} lines in the log where {Due(due).name.lower().replace('_', ' ')} is due"
