"""The primitives over plain Python objects, in place of a host: for the warm-up before the snapshot and for tests."""

import contextlib
import marshal

import _airlock
from wptserve.constants import reasons

from .docroot import INSIDE

PRIMITIVES = ("head", "request_traits", "captures", "site", "read_body", "has_body_ended", "script_path", "is_last", "send", "start", "write", "write_last",
              "finish", "finish_with_trailers", "interim", "close", "write_raw", "write_message", "write_cgi", "fail", "promise", "push_response", "stash_put",
              "stash_take", "stash_lock", "stash_unlock", "main", "load", "find", "log")


class InMemory:
    """A host with a docroot of {path: source}, a stash, and one request at a time.

    What the handler does with the request is kept: `calls` has the name and arguments of each call that answers it,
    `wire` the bytes that a client would see (with "S" for the server's name and "D" for the date).
    """

    def __init__(self, files):
        self.files = files
        self.stash = {}
        self.locked = False
        self._codes = {}
        self.request("/")

    def request(self, target, method="GET", fields=(), body=b"", path=None, minor=1, interface=None, script_path=None):
        """Begin a request; `path` is the handler's file, else what the target says."""
        target = target.encode("latin-1") if isinstance(target, str) else target
        self._path = path or target.partition(b"?")[0].decode("latin-1").lstrip("/")
        self._head = (method, target, minor, "http", list(fields), "127.0.0.1", 50000, "127.0.0.1", 8000,
                      1 if minor == 2 else None)
        self._interface = interface
        self._script_path = script_path or (b"/" + self._path.encode(), b"")
        self._body = body
        self.raw_writes = True
        self.client_gone = False
        self.calls = []
        self.closes = False
        self.logged = []
        self.wire = b""
        self._head_sent = False

    @contextlib.contextmanager
    def installed(self, stand_in=lambda name, function: function):
        """Be what `_airlock` calls, for as long as the context lasts.

        `stand_in` may put something else in place of the method that is primitive `name`.
        """
        before = {name: vars(_airlock)[name] for name in PRIMITIVES if name in vars(_airlock)}
        for name in PRIMITIVES:
            setattr(_airlock, name, stand_in(name, getattr(self, name)))
        try:
            yield self
        finally:
            for name in PRIMITIVES:
                if name in before:
                    setattr(_airlock, name, before[name])
                else:
                    delattr(_airlock, name)

    # Request.

    def head(self):
        return self._head

    def request_traits(self):
        return self._head[2] == 2, b"?" in self._head[1]

    def captures(self):
        return None

    def site(self):
        return "127.0.0.1", [("", "", "127.0.0.1", True)], [("http", [8000])]

    def read_body(self, max, /):
        piece, self._body = self._body[:max], self._body[max:]
        return piece

    def has_body_ended(self):
        return not self._body

    def script_path(self):
        return self._script_path

    def is_last(self):
        return True

    # Response.

    def send(self, status, reason, fields, content, complete, /):
        self._call("send", status, reason, fields, content, complete)
        self._put_head(status, reason, fields, complete, len(content))
        self._put_content(status, content)

    def start(self, status, reason, fields, complete, /):
        self._call("start", status, reason, fields, complete)
        self._put_head(status, reason, fields, complete, None)
        return not self.client_gone

    def write(self, content, /):
        self._call("write", content)
        self._put_content(200, content)
        return not self.client_gone

    def write_last(self, content, /):
        self._call("write_last", content)
        self._put_content(200, content)
        return not self.client_gone

    def finish(self):
        self._call("finish")

    def finish_with_trailers(self, trailers, /):
        self._call("finish_with_trailers", trailers)

    def interim(self, status, fields, /):
        self._call("interim", status, fields)
        return not self.client_gone

    def close(self):
        self.closes = True

    def write_raw(self, data, /):
        if not self.raw_writes:
            raise PermissionError("raw-writes")
        self._call("write_raw", data)
        self._head_sent = True
        self.wire += data
        return not self.client_gone

    def write_message(self, data, /):
        self._call("write_message", data)
        self.wire += data
        return not self.client_gone

    def write_cgi(self, data, /):
        self._call("write_cgi", data)
        self.wire += data
        return not self.client_gone

    def fail(self, status, detail, /):
        self._call("fail", status, detail)

    def promise(self, request, /):
        self._call("promise", request)
        return 2 * sum(call[0] == "promise" for call in self.calls)

    def push_response(self, promise, status, fields, content, complete, /):
        self._call("push_response", promise, status, fields, content, complete)
        return not self.client_gone

    def _call(self, name, *arguments):
        self.calls.append((name, *arguments))

    def _put_head(self, status, reason, fields, complete, length):
        if self._head_sent:
            raise _airlock.ClientGone("the response is complete already")
        self._head_sent = True
        seen = {name.lower() for name, _ in fields}
        added = []
        if complete:
            added = [(b"Server", b"S"), (b"Date", b"D")]
            if length is not None:
                added.append((b"Content-Length", b"%d" % length))
        fields = fields + [field for field in added if field[0].lower() not in seen]
        reason = reasons.get(status, b"") if reason is None else reason
        self.wire += b"HTTP/1.1 %d %s\r\n%s\r\n" % (
            status, reason, b"".join(b"%s: %s\r\n" % field for field in fields))

    def _put_content(self, status, content):
        if self._head[0] != "HEAD" and status not in (204, 304):
            self.wire += content

    # Stash.

    def stash_put(self, key, path, value, /):
        if (key, path) in self.stash:
            return False
        self.stash[key, path] = value
        return True

    def stash_take(self, key, path, /):
        return self.stash.pop((key, path), None)

    def stash_lock(self):
        if self.locked:
            raise AssertionError("would wait for ever")
        self.locked = True

    def stash_unlock(self):
        if not self.locked:
            raise ValueError("not held")
        self.locked = False

    # Modules.

    def main(self):
        return self._path, self.load(self._path), self._interface

    def load(self, path, /):
        if path not in self._codes:
            if path not in self.files:
                raise FileNotFoundError(2, "No such file or directory", INSIDE + path)
            self._codes[path] = marshal.dumps(compile(self.files[path], INSIDE + path, "exec", dont_inherit=True))
        return marshal.loads(self._codes[path])

    def find(self, folder, name, /):
        base = "%s/%s" % (folder, name) if folder else name
        for kind, path in (("package", base + "/__init__.py"), ("module", base + ".py")):
            if path in self.files:
                return kind, path, self.load(path)
        if any(path.startswith(base + "/") for path in self.files):
            return "namespace", base, None
        return None

    # Log.

    def log(self, level, message, /):
        self.logged.append((level, message))
