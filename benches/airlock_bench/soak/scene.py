"""The scene: docroots, files and configuration in a scratch folder of their own."""

import hashlib
import json
import random
import shutil
from pathlib import Path

from airlock_bench.places import BENCHES, REPOSITORY, work_folder

SOURCES = BENCHES / "soak-docroots"
# Built by `airlock build handlers/rust`, which `make` does.
COMPONENT = REPOSITORY / "handlers" / "rust" / "echo-body.wasm"
SMALL, LARGE = 10 << 10, 2 << 20
# More than the sockets' buffers hold: who takes nothing of it keeps the server waiting.
HUGE = 64 << 20
UPLOAD = 20 << 20
# The longest response of the street's handlers.
STREET_RESPONSE = 2 << 20

# What the street's handlers may use up is little, so that those that use it up end soon. The wall time leaves room for a
# busy machine, where it takes long to use up a little processor time.
CONFIGURATION = """# Written by benches/soak, generation {generation}.
profile = "exposed"

[server]
state = "state"
head-time = "10s"
body-time = "4s"
write-time = "8s"
grace = "20s"

[log]
filter = "info,airlock::access=debug"

[in-process]
threads = 8

[[tenant]]
name = "shop"
docroot = "shop"
cgi-directories = ["/cgi-bin"]
limits.wall-time = "{wall_time}s"

[[tenant.route]]
path = "/generation"
status = {status}

[[tenant.rule]]
path = "/trusted/**"
trust = "in-process"

[[tenant.rule]]
path = "/kept/**"
isolation = "handler"
reuse = {{ max-requests = 200, max-age = "20s" }}

[[tenant]]
name = "next-door"
hosts = ["next-door.test"]
docroot = "next-door"

[[tenant]]
name = "street"
prefix = "/street"
docroot = "street"
limits = {{ wall-time = "6s", cpu-time = "300ms", memory = "96MiB", response = "{street_response}B", log-size = "16KiB" }}
stash = {{ bytes = "4MiB" }}
budget = {{ concurrency = 32, queue = 200 }}
"""
BROKEN = '\n[[tenant]]\nname = "nowhere"\nprefix = "/nowhere"\ndocroot = "no-such-folder"\n'


class Scene:
    """A folder with everything the server needs, and what clients know of it."""

    def __init__(self, seed: int):
        self.folder = work_folder("soak/scene")
        shutil.rmtree(self.folder)
        self.folder.mkdir()
        for tenant in ("shop", "street"):
            shutil.copytree(SOURCES / tenant, self.folder / tenant)
        self._copy_handlers()
        self.has_component = COMPONENT.is_file()
        if self.has_component:
            shutil.copy(COMPONENT, self.folder / "shop" / COMPONENT.name)
        chance = random.Random(seed)
        self.upload = chance.randbytes(UPLOAD)
        self.files = {"small.txt": chance.randbytes(SMALL), "large.bin": chance.randbytes(LARGE)}
        for name, content in self.files.items():
            (self.folder / "shop" / name).write_bytes(content)
        with (self.folder / "shop" / "huge.bin").open("wb") as huge:
            huge.truncate(HUGE)
        self.configuration = self.folder / "airlock.toml"
        self.write_generation(0)

    def _copy_handlers(self) -> None:
        """The same handlers stand where other rules hold, and at another tenant's."""
        shop = self.folder / "shop"
        for folder, names in {
            shop / "kept": ["small.py"],
            shop / "trusted": ["small.py", "heavier.py"],
            self.folder / "next-door": ["small.py"],
        }.items():
            folder.mkdir()
            for name in names:
                shutil.copy(shop / name, folder / name)

    def write_generation(self, generation: int) -> None:
        """Puts a configuration in place, by a rename as deployments do it."""
        self._write(self._text(generation))

    def write_broken(self, generation: int) -> None:
        """Puts one in place that has to be refused: the `generation` in it must not come into force."""
        self._write(self._text(generation) + BROKEN)

    @staticmethod
    def status_of(generation: int) -> int:
        """What `/generation` answers under it."""
        return 450 + generation % 49

    def _text(self, generation: int) -> str:
        return CONFIGURATION.format(
            generation=generation,
            wall_time=60 + generation % 7,
            status=self.status_of(generation),
            street_response=STREET_RESPONSE,
        )

    def _write(self, text: str) -> None:
        new = self.folder / "airlock.toml.new"
        new.write_text(text)
        new.rename(self.configuration)


def heavier_answer(number: int) -> bytes:
    """What `heavier.py` answers to the request with this number."""
    numbers = sorted((number * factor) % 9973 for factor in range(1, 400))
    return hashlib.sha256(json.dumps({"soak": number, "numbers": numbers}).encode()).hexdigest().encode()
