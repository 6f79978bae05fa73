"""Servers as processes of their own on free ports, started, awaited and ended here."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from airlock_bench.client import Answer, get
from airlock_bench.failure import Failure
from airlock_bench.places import airlock_binary, work_folder

START_LIMIT = 120.0
STOP_LIMIT = 5.0


class Server:
    """A running server. Leave the `with` block and it is gone, children and all."""

    def __init__(self, name: str, command_on: Callable[[int], list]):
        """`command_on(port)` gives the command that serves on that port."""
        self.name = name
        self.port = free_port()
        self._command = [str(word) for word in command_on(self.port)]
        self._log = work_folder("logs") / f"server-{name}.log"
        self._process: subprocess.Popen | None = None

    def __enter__(self) -> "Server":
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is None:
            return
        try:
            self._process.terminate()
            self._process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            pass
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self._process.wait()

    @property
    def process_id(self) -> int:
        """Of the server's first process."""
        return self._process.pid

    def url(self, path: str) -> str:
        """The address of `path` on this server."""
        return f"http://127.0.0.1:{self.port}{path}"

    def wait_for(self, path: str) -> Answer:
        """The first 200 for `path`, asked for again and again from now on."""
        deadline = time.monotonic() + START_LIMIT
        refusal = "no answer"
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise Failure(f"{self.name} ended with {self._process.returncode}:\n{self.log_end()}")
            try:
                answer = get(self.port, path)
            except OSError as error:
                refusal = str(error)
                time.sleep(0.002)
                continue
            if answer.status == 200:
                return answer
            raise Failure(f"{self.name} answers {path} with {answer.status}, {answer.content[:200]!r}:\n{self.log_end()}")
        raise Failure(f"{self.name} did not answer {path} within {START_LIMIT:.0f} s ({refusal}):\n{self.log_end()}")

    def log_end(self) -> str:
        """The last lines that the server wrote."""
        lines = self._log.read_text(errors="replace").splitlines()[-12:]
        return f"(the end of {self._log})\n  " + "\n  ".join(lines)


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve_airlock(docroot: Path, *options: str) -> Server:
    """Airlock in its default form."""
    binary = airlock_binary()
    return Server("airlock", lambda port: [binary, "serve", docroot, "--listen", f"127.0.0.1:{port}", *options])


def serve_configured(file: Path) -> Server:
    """Airlock as a configuration file says, but on a port of its own."""
    binary = airlock_binary()
    return Server("airlock", lambda port: [binary, "serve", "--config", file, "--listen", f"127.0.0.1:{port}"])


def processor_seconds(process_id: int) -> float:
    """Processor time that the process has used, all its threads together."""
    fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
