"""The primitive calls under the Python packages: everything a handler can reach passes through here.

Each engine brings its own `_airlock` (in the sandbox: C over the WIT imports); the packages above can not tell
which one they run on. Names and shapes follow `wit/`.

Every function that needs a grant raises `PermissionError` when it is withheld; the message names the grant.
"""

class ClientGone(BrokenPipeError):
    """The client has left, or the response is complete already."""

# request ---------------------------------------------------------------------------------------------------------

def head() -> tuple[str, bytes, int, str, list[tuple[bytes, bytes]], str, int, str, int, int | None]:
    """(method, target, minor version: 0 for HTTP/1.0, 1 for HTTP/1.1, 2 for HTTP/2, scheme,
    fields as sent (on HTTP/2 with its pseudo-header fields in front), client address, client port, server address, server port,
    stream on HTTP/2)."""

def captures() -> list[tuple[str, str]] | None:
    """What the pattern of the request's route took of its path, by name; None where the file's name made the route."""

def site() -> tuple[str, list[tuple[str, str, str, bool]], list[tuple[str, list[int]]]]:
    """(server host, hosts: (alternate, subdomain, name, whether it leads here), ports by scheme)."""

def read_body(max: int, /) -> bytes:
    """At most `max` bytes of the body, b"" at its end. Waits for the client.
    ValueError: the client broke the framing. ClientGone: it left half way."""

def has_body_ended() -> bool:
    """Whether nothing is left to be read, as far as is known: a client may still say that what came was all."""

def script_path() -> tuple[bytes, bytes]:
    """(script name, path info), decoded: what of the path names the program, and what is behind it. Each is empty or begins
    with a slash."""

def is_last() -> bool:
    """Whether this interpreter answers no other request."""

# response --------------------------------------------------------------------------------------------------------
# `fields` is a list of (name, value) pairs, bytes both. `complete`: the host adds Server and Date after the fields
# (each unless present) and, in `send`, Content-Length. `reason` None: the standard phrase.

def send(status: int, reason: bytes | None, fields: list[tuple[bytes, bytes]], content: bytes, complete: bool, /) -> None:
    """The whole response. The host leaves out the content where method or status allows none."""

def start(status: int, reason: bytes | None, fields: list[tuple[bytes, bytes]], complete: bool, /) -> bool:
    """The head, now; content follows by `write`. False: the client has gone."""

def write(content: bytes, /) -> bool:
    """The next piece of content, sent before this returns. False: the client has gone."""

def write_last(content: bytes, /) -> bool:
    """The last piece: `write` and `finish` in one."""

def finish() -> None:
    """The content is complete."""

def finish_with_trailers(trailers: list[tuple[bytes, bytes]], /) -> None:
    """The content is complete, and these fields come behind it. ValueError where the protocol has none."""

def interim(status: int, fields: list[tuple[bytes, bytes]], /) -> bool:
    """An interim response ahead of the response. ValueError where the protocol has none here. False: the client has gone."""

def write_raw(data: bytes, /) -> bool:
    """Bytes straight to the wire (grant `raw-writes`). May come before or after `start`; afterwards the connection
    closes. False: the client has gone."""

def write_message(data: bytes, /) -> bool:
    """The next bytes of an HTTP/1 response, head included; what is none needs the grant `raw-writes`.
    False: the client has gone."""

def write_cgi(data: bytes, /) -> bool:
    """The next bytes of a CGI response. ValueError when it is none. False: the client has gone."""

def close() -> None:
    """The connection ends with this response, also where its framing would let another one follow."""

def fail(status: int, detail: str, /) -> None:
    """The handler failed: the host logs `detail` and answers with an error page as the policy words it. If a
    response has begun, the connection is cut."""

# push (on HTTP/2, while the response is not complete) --------------------------------------------------------------

def promise(request: list[tuple[bytes, bytes]], /) -> int:
    """Promise the response to a request with these fields, pseudo-header fields among them. Its stream.
    ValueError where the protocol or the client has none, or when the request has pushed enough."""

def push_response(promise: int, status: int, fields: list[tuple[bytes, bytes]], content: bytes, complete: bool, /) -> bool:
    """The response to what was promised. False: the client has gone."""

# stash -----------------------------------------------------------------------------------------------------------

def stash_put(key: str, path: str, value: bytes, /) -> bool:
    """False: a value is there already."""

def stash_take(key: str, path: str, /) -> bytes | None: ...
def stash_lock() -> None: ...
def stash_unlock() -> None: ...

# modules ---------------------------------------------------------------------------------------------------------
# Paths are below the docroot, "a/b.py", with no slash in front. `code` is a code object.

def main() -> tuple[str, object, tuple[str, str | None, str | None] | None]:
    """(path, code, interface) of this request's handler. SyntaxError when it does not compile.

    The interface is None where the file itself has it, else (name, module, callable): "wsgi" with the callable of a module or,
    where that is None, of the file; "cgi"; "cgi-nph"; "file-with-path-info", as None for a path that goes on behind the file.
    """

def load(path: str, /) -> object:
    """Code of a source file. FileNotFoundError, SyntaxError."""

def find(folder: str, name: str, /) -> tuple[str, str, object] | None:
    """One part of a dotted name in one folder: (kind, path, code), kind "module", "package" or "namespace"
    (whose code is None)."""

# log -------------------------------------------------------------------------------------------------------------

def log(level: int, message: str, /) -> None:
    """`level`: 0 debug, 1 info, 2 warning, 3 error."""

# warm-up (where an engine has one) ---------------------------------------------------------------------------------

def stand_in(name: str, callable: object, /) -> object:
    """A builtin with the calling convention of the primitive `name` that calls `callable`."""
