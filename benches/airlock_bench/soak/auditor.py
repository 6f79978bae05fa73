"""The ledger held against the log, as it goes and at the end."""

import collections
import time

from airlock_bench.soak.ledger import Discrepancy, Ledger

# A request that was begun so long ago has ended, and the log has been read that far.
SETTLED = 90.0
KEPT = 10


class Auditor:
    """Looks at each request once."""

    def __init__(self, ledger: Ledger):
        self.audited = 0
        self.wrong = 0
        self.first: list[Discrepancy] = []
        self._ledger = ledger
        self._marks: collections.deque[tuple[float, int]] = collections.deque()

    def look(self) -> None:
        """To be called every second or so: audits what must have settled."""
        now = time.monotonic()
        self._marks.append((now, self._ledger.issued))
        end = self.audited
        while self._marks and now - self._marks[0][0] > SETTLED:
            _, end = self._marks.popleft()
        self._audit(end)

    def finish(self) -> None:
        """Audits the rest. The log has to be at its end."""
        self._audit(self._ledger.issued)

    def _audit(self, end: int) -> None:
        found = self._ledger.audit(self.audited, end)
        self.audited = max(self.audited, end)
        self.wrong += len(found)
        self.first += found[: KEPT - len(self.first)]
