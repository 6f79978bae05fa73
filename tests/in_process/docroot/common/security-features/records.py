from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass
class Record:
    number: int
    word: str
    COUNT: ClassVar[int] = 0

    def as_text(self):
        return "%d %s" % (self.number, self.word)
