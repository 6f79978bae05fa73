"""HTTP/2 on one connection, by PyPI's h2, in the clear or over TLS."""

import asyncio
from dataclasses import dataclass

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import ConnectionTerminated, DataReceived, ResponseReceived, StreamEnded, StreamReset, WindowUpdated
from h2.exceptions import ProtocolError
from h2.settings import SettingCodes

from airlock_bench.soak.response import Response, Wrong

# Of a stream and of the connection, so that no content waits for this client.
WINDOW = 8 << 20
# A connection is left after so many requests, before the next one is opened.
MOST_STREAMS = 400


@dataclass(frozen=True)
class Stream:
    """A request on a connection, and its whole answer as soon as it is there."""

    number: int
    answered: asyncio.Future[Response]


class Http2Connection(asyncio.Protocol):
    """Requests on streams of their own."""

    def __init__(self) -> None:
        self.is_open = False
        self.asked = 0
        self._frames = H2Connection(H2Configuration(client_side=True, header_encoding=None))
        self._transport: asyncio.Transport | None = None
        self._answers: dict[int, tuple[Response, list[bytes], asyncio.Future]] = {}
        self._windows = asyncio.Event()
        self._scheme = b"http"
        self._is_leaving = False

    @classmethod
    async def open(cls, address: tuple[str, int], **options: object) -> "Http2Connection":
        """A connection to the server; `options` are those of asyncio's `create_connection`, such as `ssl`."""
        _, connection = await asyncio.get_running_loop().create_connection(cls, *address, **options)
        return connection

    @property
    def is_spent(self) -> bool:
        """Whether it has carried enough, or has ended."""
        return not self.is_open or self.asked >= MOST_STREAMS

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._scheme = b"https" if transport.get_extra_info("ssl_object") else b"http"
        self._frames.initiate_connection()
        self._frames.update_settings({SettingCodes.INITIAL_WINDOW_SIZE: WINDOW})
        self._frames.increment_flow_control_window(WINDOW)
        self._flush()
        self.is_open = True

    def connection_lost(self, error: Exception | None) -> None:
        self.is_open = False
        self._windows.set()
        for response, _, answered in self._answers.values():
            if not answered.done():
                answered.set_exception(response.wrong("the HTTP/2 connection ended before the answer"))
        self._answers.clear()

    def data_received(self, data: bytes) -> None:
        try:
            events = self._frames.receive_data(data)
        except ProtocolError as error:
            self._transport.abort()
            self._fail_all(f"the server breaks HTTP/2: {error!r}")
            return
        for event in events:
            self._take(event)
        self._flush()
        self._leave_if_done()

    def _take(self, event: object) -> None:
        if isinstance(event, ConnectionTerminated):
            # Streams that were begun go on; no further ones are to be.
            self.asked = MOST_STREAMS
            return
        if isinstance(event, WindowUpdated):
            self._windows.set()
            return
        if isinstance(event, DataReceived):
            self._frames.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        if getattr(event, "stream_id", None) not in self._answers:
            return
        response, pieces, answered = self._answers[event.stream_id]
        match event:
            case ResponseReceived():
                fields = {bytes(name): bytes(value) for name, value in event.headers}
                response.status, response.fields = int(fields[b":status"]), fields
            case DataReceived():
                pieces.append(event.data)
            case StreamEnded() | StreamReset():
                response.cut = isinstance(event, StreamReset)
                response.content = b"".join(pieces)
                del self._answers[event.stream_id]
                self._windows.set()
                if not answered.done():
                    answered.set_result(response)

    def begin(self, number: int, method: bytes, target: bytes, host: bytes, has_body: bool = False) -> "Stream":
        """Sends a request's head."""
        stream = self._frames.get_next_available_stream_id()
        head = [(b":method", method), (b":scheme", self._scheme), (b":authority", host), (b":path", target)]
        self._frames.send_headers(stream, head, end_stream=not has_body)
        self.asked += 1
        response = Response(number, b"HTTP/2 %s %s" % (method, target), 0)
        answered = asyncio.get_running_loop().create_future()
        self._answers[stream] = (response, [], answered)
        self._flush()
        return Stream(stream, answered)

    async def send_body(self, begun: "Stream", body: bytes) -> None:
        """All of it, as the server's windows allow; not the rest once the server has answered."""
        place, stream = 0, begun.number
        while place < len(body) and stream in self._answers and self.is_open:
            room = min(self._frames.local_flow_control_window(stream), self._frames.max_outbound_frame_size)
            if room <= 0:
                self._windows.clear()
                await self._windows.wait()
                continue
            self._frames.send_data(stream, body[place : place + room])
            place += room
            self._flush()
        if stream in self._answers and self.is_open:
            self._frames.end_stream(stream)
            self._flush()

    def take_back(self, begun: "Stream") -> None:
        """Resets a stream that has not ended: nobody waits for its answer any more."""
        if self._answers.pop(begun.number, None) is None:
            return
        self._frames.reset_stream(begun.number, ErrorCodes.CANCEL)
        self._flush()

    def leave(self) -> None:
        """Ends the connection as soon as all answers are there."""
        self._is_leaving = True
        self._leave_if_done()

    def _leave_if_done(self) -> None:
        if self._is_leaving and not self._answers and self.is_open:
            self._frames.close_connection()
            self._flush()
            self._transport.close()

    def abort(self) -> None:
        """Breaks it off, with all its streams."""
        self._answers.clear()
        self._transport.abort()

    def _fail_all(self, text: str) -> None:
        for response, _, answered in self._answers.values():
            if not answered.done():
                answered.set_exception(Wrong(text, response.sent))
        self._answers.clear()

    def _flush(self) -> None:
        data = self._frames.data_to_send()
        if data and self._transport:
            self._transport.write(data)
