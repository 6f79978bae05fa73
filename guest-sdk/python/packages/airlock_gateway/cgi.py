"""CGI scripts (RFC 3875): programs that find the request in their environment and print the response."""

import io
import os
import sys
from urllib.parse import unquote_to_bytes

import _airlock
from airlock_runtime import docroot
from wptserve.utils import BadHandler

from . import as_module, process
from .input_stream import input_stream
from .meta_variables import meta_variables

# How what a script prints is to be read, by the interface's name.
INTERFACES = {"cgi": "write_cgi", "cgi-nph": "write_message"}

_TEXT = {"encoding": "utf-8", "errors": "surrogateescape"}  # as of an interpreter in a server's locale
_MOST_WORDS = 256  # of a query that is a script's arguments


def run(interface, code):
    """Run the script with `code` and send what it prints."""
    head = _airlock.head()
    script_name, path_info = _airlock.script_path()
    variables = _variables(head, script_name, path_info, code.co_filename)
    folder = code.co_filename.rpartition("/")[0]
    output = _Output(getattr(_airlock, INTERFACES[interface]))
    arguments = [code.co_filename, *_words(head)]
    stdin = io.TextIOWrapper(input_stream(), **_TEXT)
    with process.started(variables, arguments, folder, stdin, output.text):
        status = _run(code, output)
    if not output.has_sent:
        raise BadHandler(500, "the script printed no response%s" % (", and ended with status %d" % status if status else ""))


def _run(code, output):
    """Run the script to its end. Its exit status."""
    try:
        exec(code, vars(as_module.make(code, "__main__")))
        status = 0
    except SystemExit as end:
        status = _exit_status(end.code)
        if status:
            print("the script ended with status %d" % status, file=sys.stderr)
    except BaseException as error:
        if not _is_hooked(error):
            output.abandon()
            raise
        status = 1
    output.send_rest()
    return status


def _is_hooked(error):
    """Whether the script has taken care of its uncaught exceptions itself, as `cgitb.enable` does."""
    hook = sys.excepthook
    if hook is sys.__excepthook__ or not isinstance(error, Exception) or isinstance(error, _airlock.ClientGone):
        return False
    hook(type(error), error, error.__traceback__)
    return True


def _exit_status(code):
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 0xFF
    print(code, file=sys.stderr)
    return 1


class _Output(io.RawIOBase):
    """Standard output of the script: a stream of bytes, and over it `text`, one of characters."""

    def __init__(self, write):
        self._write = write
        self._is_abandoned = False
        self._refusal = None  # what the host has against the output
        self.has_sent = False
        self._buffer = io.BufferedWriter(self)
        self.text = io.TextIOWrapper(self._buffer, **_TEXT)

    @property
    def name(self):
        return "<stdout>"

    def writable(self):
        return True

    def write(self, data):
        if not self._is_abandoned and data:
            self.has_sent = True
            try:
                if not self._write(bytes(data)):
                    raise _airlock.ClientGone("the client has gone")
            except BaseException as error:
                self._refusal = error
                self.abandon()
                raise
        return len(data)

    def abandon(self):
        """Drop what is not sent yet: an error page takes its place, or the response is cut."""
        self._is_abandoned = True

    def send_rest(self):
        """Send all that was printed, also where the script has put another stream over this one."""
        for stream in sys.stdout, self.text, self._buffer:
            try:
                stream.flush()
            except (AttributeError, ValueError):
                pass  # closed, or detached from what is under it
        if self._refusal is not None:
            raise self._refusal


def _variables(head, script_name, path_info, file):
    """The environment of the script: {name: value}, bytes both."""
    _, _, _, scheme, _, _, client_port, server, _, _ = head
    variables = meta_variables(head, script_name, path_info)
    variables["GATEWAY_INTERFACE"] = "CGI/1.1"
    variables["REMOTE_PORT"] = str(client_port)
    variables["SERVER_ADDR"] = server
    variables["REQUEST_SCHEME"] = scheme
    if scheme == "https":
        variables["HTTPS"] = "on"
    # The host does not look at credentials: the script is who checks them.
    variables = {name.encode("latin-1"): value.encode("latin-1") for name, value in variables.items()}
    root = os.fsencode(docroot.root())
    variables[b"DOCUMENT_ROOT"] = root
    variables[b"SCRIPT_FILENAME"] = os.fsencode(file)
    if path_info:
        variables[b"PATH_TRANSLATED"] = root + path_info
    return variables


def _words(head):
    """The words of an indexed query, which are a script's arguments (RFC 3875, section 4.4)."""
    method, target = head[:2]
    query = target.partition(b"#")[0].partition(b"?")[2]
    if not query or b"=" in query or method not in ("GET", "HEAD"):
        return []
    words = query.split(b"+")
    if len(words) > _MOST_WORDS or b"\0" in unquote_to_bytes(query):
        return []  # as where a system has no room for them
    return [os.fsdecode(unquote_to_bytes(word)) for word in words]
