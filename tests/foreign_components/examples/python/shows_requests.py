r"""Shows requests, streams, and routes by path: a component of wasi:http, in Python.

    componentize-py --wit-path WIT --world wasi:http/proxy componentize shows_requests -o python.wasm
    printf 'grants.wasi = "command"\n[[tenant]]\nname = "a"\ndocroot = "."\n' > airlock.toml
    airlock serve --config airlock.toml & curl --data-binary hello http://127.0.0.1:8000/python.wasm/echo?x=1

WIT is a folder with the package wasi:http 0.2. Python imports a file system and sockets, whether they are used or not; the grant
has them be there, with nothing in them. The flag --stub-wasi is no way out: it takes wasi:http away as well.
"""

from componentize_py_types import Err, Ok
from wit_world import exports
from wit_world.imports.streams import StreamError_Closed
from wit_world.imports.types import Fields, IncomingRequest, Method_Other, OutgoingBody, OutgoingResponse, ResponseOutparam

# Bytes that a stream takes, or gives, at once.
PIECE = 4096


class IncomingHandler(exports.IncomingHandler):
    """What the host calls, once for each instance."""

    def handle(self, request: IncomingRequest, response_out: ResponseOutparam) -> None:
        """Answer one request."""
        target = request.path_with_query() or "/"
        place = target.partition("?")[0].rpartition("/")[2]
        if place == "echo":
            answer(response_out, 200, pieces=[shown(request, target), *body_of(request)])
        elif place == "count":
            answer(response_out, 200, pieces=[b"one\n", b"two\n", b"three\n"])
        elif place == "teapot":
            answer(response_out, 418, fields=[("x-kind", b"teapot"), ("x-kind", b"short")], pieces=[b"short and stout\n"])
        else:
            answer(response_out, 404, pieces=[b"no such path\n"])


def shown(request: IncomingRequest, target: str) -> bytes:
    """The request's head, its own fields in the order of their names."""
    method = request.method()
    name = method.value if isinstance(method, Method_Other) else type(method).__name__.removeprefix("Method_").upper()
    fields = sorted((name, value) for name, value in request.headers().entries() if name.startswith("x-"))
    lines = [f"{name} {target}".encode(), *(name.encode() + b": " + value for name, value in fields)]
    return b"\n".join(lines) + b"\n\n"


def body_of(request: IncomingRequest):
    """The request's body, as it comes."""
    body = request.consume()
    stream = body.stream()
    while True:
        try:
            yield stream.blocking_read(PIECE)
        except Err as error:
            if isinstance(error.value, StreamError_Closed):
                return
            raise


def answer(response_out: ResponseOutparam, status: int, pieces, fields=()) -> None:
    """Send a response whose content is sent as it comes."""
    response = OutgoingResponse(Fields.from_list([("content-type", b"text/plain"), *fields]))
    response.set_status_code(status)
    body = response.body()
    ResponseOutparam.set(response_out, Ok(response))
    with body.write() as stream:
        for piece in pieces:
            for start in range(0, len(piece), PIECE):
                stream.blocking_write_and_flush(piece[start : start + PIECE])
    OutgoingBody.finish(body, None)
