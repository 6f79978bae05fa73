"""The server's log, read while it is written, by a process of its own: the server waits for who does not read it.

Each line of the access log goes into the ledger; all else is counted. The end of the log is kept in two files.
"""

import collections
import multiprocessing
import multiprocessing.connection
import os
import select
import signal
from pathlib import Path

from airlock_bench.soak.access_line import Access, read_line
from airlock_bench.soak.ledger import Ledger

# Of each of the two files.
KEPT = 64 << 20
# Lines that are shown, and how much of each.
EXAMPLES, EXAMPLE = 50, 1000

# (about, handler) and how often.
Counts = collections.Counter


class ServerLog:
    """The reading process, and what it has counted."""

    def __init__(self, ledger: Ledger, folder: Path):
        self.counts: Counts = collections.Counter()
        # Of what is grave, the first lines.
        self.examples: dict[tuple[str, str], str] = {}
        # Access lines for numbers that no request can have.
        self.strays = 0
        read_end, self.write_end = os.pipe()
        context = multiprocessing.get_context("fork")
        self._reader, own = context.Pipe()
        self._has_asked = False
        self._process = context.Process(target=self._read, args=(read_end, own, ledger, folder), daemon=True)
        self._process.start()
        os.close(read_end)
        own.close()

    def started(self) -> None:
        """The server has its end of the pipe: the log ends with the server."""
        os.close(self.write_end)
        self.write_end = -1

    def look(self) -> None:
        """Takes in what has been reported, and asks for more. The reader says nothing unasked, lest it waits for this."""
        try:
            if self._has_asked and self._reader.poll():
                self._take_report()
            if not self._has_asked:
                self._reader.send(None)
                self._has_asked = True
        except (EOFError, BrokenPipeError):
            # The server has ended, and with it the log: `finish` has the rest.
            return

    def _take_report(self) -> None:
        self.counts, self.examples, self.strays = self._reader.recv()
        self._has_asked = False

    def finish(self) -> None:
        """Waits for the end of the log. The server has to have ended."""
        if self.write_end >= 0:
            self.started()
        while True:
            try:
                self._take_report()
            except EOFError:
                break
        self._process.join()

    def count(self, about: str) -> int:
        """Lines about this, whoever's."""
        return sum(number for (what, _), number in self.counts.items() if what == about)

    def _read(self, log: int, asker: multiprocessing.connection.Connection, ledger: Ledger, folder: Path) -> None:
        # Ctrl-C is for the one that started this; the log ends with the server.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        os.close(self.write_end)
        self._reader.close()
        kept = _KeptEnd(folder / "server.log")
        rest = b""
        while True:
            ready, _, _ = select.select([log, asker], [], [])
            if asker in ready:
                asker.recv()
                asker.send((self.counts, self.examples, self.strays))
            if log in ready:
                piece = os.read(log, 1 << 18)
                if not piece:
                    break
                kept.write(piece)
                *lines, rest = (rest + piece).split(b"\n")
                for line in lines:
                    self._note(line, ledger)
        kept.close()
        asker.send((self.counts, self.examples, self.strays))

    def _note(self, line: bytes, ledger: Ledger) -> None:
        match read_line(line):
            case Access(number, status):
                self.strays += not ledger.note_line(number, status)
            case remark:
                key = (remark.about, remark.handler)
                self.counts[key] += 1
                if remark.is_grave and len(self.examples) < EXAMPLES:
                    self.examples.setdefault(key, line[:EXAMPLE].decode(errors="replace"))


class _KeptEnd:
    """The last bytes of a stream, in a file and the one before it."""

    def __init__(self, path: Path):
        self._path = path
        self._file = path.open("wb")
        self._size = 0

    def write(self, piece: bytes) -> None:
        self._file.write(piece)
        self._file.flush()
        self._size += len(piece)
        if self._size > KEPT:
            self._file.close()
            self._path.rename(self._path.with_suffix(".log.1"))
            self._file, self._size = self._path.open("wb"), 0

    def close(self) -> None:
        self._file.close()
