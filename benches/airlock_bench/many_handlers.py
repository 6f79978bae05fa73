"""Handler files by the thousand, each with a text of its own, so that each is compiled by itself."""

from pathlib import Path

from airlock_bench.client import get_each
from airlock_bench.servers import Server

# Compiled before memory is looked at: by then the allocator has given back what starting the server took.
WARM_UP = 300

HANDLER = '''"""Handler {number} of many: each has a text of its own."""

import json

NUMBER = {number}


class Answer:
    """Something for the compiler to do."""

    def __init__(self, number, path):
        self.number = number
        self.path = path

    def content(self):
        return json.dumps({{"number": self.number, "path": self.path}}).encode()


def fields():
    return [(b"Content-Type", b"application/json"), (b"X-Number", b"%d" % NUMBER)]


def main(request, response):
    return 200, fields(), Answer(NUMBER, request.url_parts.path).content()
'''


def write_handlers(folder: Path, number: int) -> None:
    """So many handlers, `handler-0.py` and so on, and those of the warm-up; written again when their text changes."""
    stamp = folder / "made-from.txt"
    if stamp.is_file() and stamp.read_text() == HANDLER:
        return
    for name, count in (("handler", number), ("warm-up", WARM_UP)):
        for index in range(count):
            (folder / f"{name}-{index}.py").write_text(HANDLER.format(number=index))
    stamp.write_text(HANDLER)


def warm_up(server: Server, prefix: str = "") -> None:
    """Ask for each handler of the warm-up below `prefix`."""
    get_each(server.port, (f"{prefix}/warm-up-{index}.py" for index in range(WARM_UP)))
