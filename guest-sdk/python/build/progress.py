"""What the user sees: one line per step on the terminal, everything else in a log file per stage."""

import os
import shlex
import subprocess
from collections import deque
from pathlib import Path

from . import pins

TAIL_LINES = 25
TAIL_COMMAND = 100

# Settings of the caller that would leak into configure and make and change what is built. MAKEFLAGS
# is here because a make or cargo above us passes a job server that our own make can't reach.
LEAKING = (
    "AR", "CC", "CFLAGS", "CONFIG_SITE", "CPP", "CPPFLAGS", "CXX", "CXXFLAGS", "GNUMAKEFLAGS", "LD",
    "LDFLAGS", "LIBS", "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "OPT", "PKG_CONFIG_PATH", "RANLIB",
)


class StageFailed(Exception):
    """A step that could not be done: what was attempted, and what the user can do about it."""

    def __init__(self, attempted: str, remedy: str = "", log: "Log | None" = None):
        super().__init__(attempted)
        self.remedy = remedy
        self.log = log

    def report(self) -> str:
        """The whole message: the failure, the end of the log, the remedy."""
        lines = [f"error: {self}"]
        if self.log is not None and (tail := self.log.tail()):
            lines.append(f"the last lines of {self.log.path}:")
            lines += [f"  | {line}" for line in tail]
        if self.remedy:
            lines.append(f"remedy: {self.remedy}")
        return "\n".join(lines)


def say(stage: str, text: str) -> None:
    """One line of progress."""
    print(f"{stage:<10} {text}", flush=True)


class Log:
    """The log file of one stage, and the one way in which stages run other programs."""

    def __init__(self, path: Path, stage: str):
        self.path = path
        self.stage = stage
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")

    def say(self, text: str) -> None:
        """A step of this stage, on the terminal and as a heading in the log."""
        say(self.stage, text)
        self.write(f"=== {text}\n")

    def write(self, text: str) -> None:
        with self.path.open("a") as file:
            file.write(text)

    def tail(self) -> list[str]:
        with self.path.open(errors="replace") as file:
            lines = [line.rstrip() for line in deque(file, TAIL_LINES)]
        # Commands are long and seldom the point; the file has them whole.
        return [f"{line[:TAIL_COMMAND]} …" if _is_long_command(line) else line for line in lines]

    def run(
        self,
        command: list[str | Path],
        *,
        cwd: Path | None = None,
        env: dict[str, str] | None = None,
        keep_env: bool = False,
        doing: str = "",
        remedy: str = "",
    ) -> None:
        """Run a program with its output in the log; raise `StageFailed` when it fails.

        `keep_env` passes the caller's environment as it is, which is right for cargo and apt;
        `doing` is what the failure says was attempted, where the command's first words don't tell.
        """
        words = [str(word) for word in command]
        self.write(f"$ {shlex.join(words)}\n")
        environment = dict(os.environ) if keep_env else clean_environment()
        with self.path.open("ab") as file:
            try:
                done = subprocess.run(
                    words, cwd=cwd, env=environment | (env or {}), stdin=subprocess.DEVNULL,
                    stdout=file, stderr=file, check=False,
                )
            except OSError as error:
                raise StageFailed(f"{words[0]} could not be started: {error}", remedy) from error
        if done.returncode != 0:
            shown = " ".join(words[:3]) + (" …" if len(words) > 3 else "")
            raise StageFailed(f"{doing or f'`{shown}`'} ended with status {done.returncode}", remedy, self)


def _is_long_command(line: str) -> bool:
    return line.startswith("$ ") and len(line) > TAIL_COMMAND


def clean_environment() -> dict[str, str]:
    """The caller's environment without what would change the build's result."""
    kept = {
        name: value for name, value in os.environ.items()
        if name not in LEAKING and not name.startswith("PYTHON")
    }
    return kept | {"LC_ALL": "C", "SOURCE_DATE_EPOCH": pins.SOURCE_DATE_EPOCH, "PYTHONHASHSEED": "0"}
