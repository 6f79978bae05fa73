"""Handlers that never end, kept going while a `with` block runs."""

import socket
import threading
import time

from airlock_bench.failure import Failure
from airlock_bench.servers import Server, processor_seconds


SPIN_UP_LIMIT = 10.0


class Spinners:
    """So many requests for a handler that spins. One that is ended by its budget is asked again at once."""

    def __init__(self, server: Server, path: str, number: int):
        self._server = server
        self._request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()
        self._number = number
        self._stop = threading.Event()
        self._sockets: dict[int, socket.socket] = {}
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> "Spinners":
        for index in range(self._number):
            thread = threading.Thread(target=self._ask_again_and_again, args=(index,), daemon=True)
            self._threads.append(thread)
            thread.start()
        deadline = time.monotonic() + SPIN_UP_LIMIT
        while busy_share(self._server) < 0.5:
            if time.monotonic() > deadline:
                self.__exit__()
                raise Failure("the spinning handlers do not spin: the server is idle")
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for connection in list(self._sockets.values()):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        for thread in self._threads:
            thread.join()

    def _ask_again_and_again(self, index: int) -> None:
        while not self._stop.is_set():
            try:
                with socket.create_connection(("127.0.0.1", self._server.port)) as connection:
                    self._sockets[index] = connection
                    if self._stop.is_set():
                        return
                    connection.sendall(self._request)
                    connection.recv(4096)
            except OSError:
                # The server may refuse one too many; the next attempt is as good.
                time.sleep(0.01)


def busy_share(server: Server, seconds: float = 0.3) -> float:
    """Cores that the server keeps busy just now."""
    before = processor_seconds(server.process_id)
    time.sleep(seconds)
    return (processor_seconds(server.process_id) - before) / seconds


def wait_until_idle(server: Server, limit: float = 15.0, look: float = 0.3, share: float = 0.2) -> None:
    """Handlers whose client has gone are ended, or run to their end for nobody; this waits until they are.

    `share` is what of a core counts as nothing.
    """
    deadline = time.monotonic() + limit
    while busy_share(server, look) > share:
        if time.monotonic() > deadline:
            raise Failure(f"{limit:.0f} s after its clients left, {server.name} is still busy")
