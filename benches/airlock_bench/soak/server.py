"""The server under test: its log goes to the one who reads it, and it is ended as an operator would."""

import os
import subprocess
import time
from pathlib import Path

from airlock_bench.installing import output_of
from airlock_bench.places import airlock_binary, work_folder
from airlock_bench.servers import Server, free_port
from airlock_bench.soak.server_log import ServerLog

# More than the `server.grace` of the scene.
END_LIMIT = 40.0


class SoakServer(Server):
    """Airlock under a configuration file, in the clear and with TLS."""

    def __init__(self, configuration: Path, log: ServerLog):
        self.tls_port = free_port()
        self.configuration = configuration
        self._server_log = log
        binary = airlock_binary()
        super().__init__("soak", lambda port: [
            binary, "serve", "--config", configuration, "--listen", f"127.0.0.1:{port}",
            "--listen-tls", f"127.0.0.1:{self.tls_port}",
        ])  # fmt: skip

    def __enter__(self) -> "SoakServer":
        nothing, log = subprocess.DEVNULL, self._server_log.write_end
        self._process = subprocess.Popen(self._command, stdin=nothing, stdout=nothing, stderr=log, start_new_session=True)
        self._server_log.started()
        return self

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def certificate_authority(self) -> str:
        """The certificate that clients have to know, as PEM."""
        return output_of([airlock_binary(), "ca", "--config", self.configuration])

    def signal(self, number: int) -> None:
        """Sends it a signal."""
        os.kill(self.process_id, number)

    def finish(self) -> tuple[int | None, float]:
        """SIGTERM: its exit code, none if it did not end, and the seconds that it took."""
        started = time.monotonic()
        self._process.terminate()
        try:
            code = self._process.wait(END_LIMIT)
        except subprocess.TimeoutExpired:
            code = None
        return code, time.monotonic() - started

    def log_end(self) -> str:
        """The last lines of its log."""
        kept = work_folder("soak") / "server.log"
        lines = kept.read_text(errors="replace").splitlines()[-12:]
        return f"(the end of {kept})\n  " + "\n  ".join(line[:300] for line in lines)
