"""Lines of the server's log, read."""

import re
from dataclasses import dataclass

ACCESS = re.compile(
    rb'\S+Z +DEBUG (?:not )?answered client=\S+ method="[^"]*" target="[^"]*[?&]soak=(\d+)" (?:status=(\d+) )?micros=\d+$'
)
OTHER = re.compile(rb"\S+Z +([A-Z]+) (.*)$", re.DOTALL)
HANDLER = re.compile(rb'[ ]handler="?([^ "]+)')
# Behind it comes what differs from one such line to the next.
ABOUT_END = re.compile(rb" [\w.]+=|, ")
LIMIT = re.compile(rb"[ ]limit=([a-z-]+)")
# What the log says at those levels that an operator should look at.
GRAVE = (b"WARN", b"ERROR")

LOADED = "configuration loaded again"
REFUSED = "the new configuration is refused"


@dataclass(frozen=True)
class Access:
    """A line of the access log: the request's number, and its status, 0 if it was not answered."""

    number: int
    status: int


@dataclass(frozen=True)
class Remark:
    """Any other line, by what it is about."""

    is_grave: bool
    # The name of a limit, `failed`, or the first words of the message.
    about: str
    handler: str


def read_line(line: bytes) -> Access | Remark:
    """What a line says. What is no line of the log (a panic's message) is grave."""
    if found := ACCESS.match(line):
        return Access(int(found[1]), int(found[2] or 0))
    found = OTHER.match(line)
    if not found:
        return Remark(True, line[:80].decode(errors="replace"), "")
    level, text = found[1], found[2]
    handler, limit = HANDLER.search(text), LIMIT.search(text)
    name = handler[1].decode(errors="replace") if handler else ""
    if text.startswith(b"handler failed "):
        about = "failed"
    elif limit and handler:
        about = limit[1].decode()
    else:
        about = ABOUT_END.split(text, maxsplit=1)[0][:80].decode(errors="replace")
    return Remark(level in GRAVE, about, name)
