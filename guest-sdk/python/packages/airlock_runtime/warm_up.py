"""The rehearsal before the snapshot: run requests until everything is as it will be in the thousandth one.

What the standard library builds on first use (tables, compiled expressions, caches) and what the interpreter
learns about bytecode would otherwise be done again in every instance, on pages of its own. No host is there yet:
the primitives are replaced meanwhile, and no file of the docroot is opened.
"""

import gc
import importlib
import linecache
import mimetypes
import sys
import urllib.parse
import warnings

import _airlock
from airlock_gateway import applications
from airlock_gateway.as_module import APPLICATION

from . import dispatch, fresh_random
from .docroot import INSIDE
from .in_memory import InMemory
from .rehearsal_files import FILES

ROUNDS = 12  # a code object is specialised after some eight calls

_FIELDS = [(b"Host", b"web-platform.test:8000"), (b"User-Agent", b"Mozilla/5.0 (X11; Linux x86_64)"),
           (b"Accept", b"text/html,*/*;q=0.8"), (b"Accept-Encoding", b"gzip, deflate, br"),
           (b"Connection", b"keep-alive"), (b"Referer", b"http://web-platform.test:8000/a/b.html")]
_FORM = (b"Content-Type", b"application/x-www-form-urlencoded")
_PARTS = (b"Content-Type", b"multipart/form-data; boundary=--Bound7MA4YWxkTrZu0gW")
_PARTS_BODY = (b'----Bound7MA4YWxkTrZu0gW\r\nContent-Disposition: form-data; name="text"\r\n\r\nvalue\r\n'
               b'----Bound7MA4YWxkTrZu0gW\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n'
               b"Content-Type: text/plain\r\n\r\ncontent\r\n----Bound7MA4YWxkTrZu0gW--\r\n")

# (target, method, fields besides the usual, body)
_REQUESTS = [
    *[("/" + path, "GET", [], b"") for path in FILES if not path.startswith(("top/", "cgi-bin/"))],
    ("/top/imports.py", "GET", [], b""),
    ("/missing.py", "GET", [], b""),
    ("/three.py?a=1", "HEAD", [], b""),
    ("/generated.py", "HEAD", [], b""),
    ("/nothing.py?n", "POST", [], b""),
    ("/cors.py?q=%C3%A9+x&r=%22", "GET", [(b"Origin", b"http://other.test")], b""),
    ("/cors.py", "OPTIONS", [(b"Origin", b"null"), (b"Access-Control-Request-Method", b"PUT")], b""),
    ("//props.py?a=1&a=2&b=#f", "GET", [(b"X-Twice", b"1"), (b"x-twice", b"2"), (b"X-Latin", b"\xe9")], b""),
    ("/cookies.py", "GET", [(b"Cookie", b'session=abc; x=y; x="q"')], b""),
    ("/auth.py", "GET", [(b"Authorization", b"Basic dXNlcjpwYXNz")], b""),
    ("/auth.py", "GET", [(b"Authorization", b"Bearer x")], b""),
    ("/form.py", "POST", [_FORM], b"a=1&b=%E9+x&c="),
    ("/form.py", "POST", [_PARTS], _PARTS_BODY),
    ("/handler_class.py", "POST", [], b"what"),
    ("/body.py", "POST", [], b"line\r\nmore\nlast" * 50),
]

_PSEUDO = [(b":method", b"POST"), (b":scheme", b"https"), (b":authority", b"web-platform.test:8000"), (b":path", b"/")]
# The same on HTTP/2.
_HTTP2_REQUESTS = [
    ("/one.py", "GET", _PSEUDO, b""),
    ("/two.py", "GET", _PSEUDO, b""),
    ("/generated.py", "GET", _PSEUDO, b""),
    ("/frames.py", "POST", _PSEUDO, b"data"),
]

# The same as CGI has it.
_CGI_REQUESTS = [
    ("/cgi-bin/script.py?a+b", "GET", [], b""),
    ("/cgi-bin/script.py", "POST", [_FORM], b"a=1&b=%E9+x"),
]
# And as WSGI has it.
_WSGI_REQUESTS = [
    ("/application.wsgi?a=1&b=%E9", "GET", [(b"Cookie", b"session=abc")], b""),
    ("/application.wsgi", "HEAD", [], b""),
    ("/application.wsgi", "POST", [_FORM], b"a=1&b=%E9+x"),
]


def warm_up():
    """Rehearse, then forget what the rehearsal left behind."""
    modules = set(sys.modules)
    main = sys.modules["__main__"]
    paths = list(sys.path)
    known_files, mimetypes.knownfiles = mimetypes.knownfiles, []
    _show_sources()
    host = InMemory(FILES)
    # Call sites get specialised for what they call. Where the engine can wrap a Python function in a built-in one,
    # with the calling convention of the primitive that it replaces, they stay right for the real one.
    wrap = {"stand_in": _airlock.stand_in} if hasattr(_airlock, "stand_in") else {}
    with host.installed(**wrap), warnings.catch_warnings():
        for _ in range(ROUNDS):
            for request in _REQUESTS:
                _rehearse(host, *request)
                sys.path[:] = paths
                _drop_docroot_modules(modules)
            for request in _HTTP2_REQUESTS:
                _rehearse(host, *request, minor=2)
            for request in _CGI_REQUESTS:
                _rehearse(host, *request, interface=("cgi", None, None))
            for request in _WSGI_REQUESTS:
                _rehearse(host, *request, interface=("wsgi", None, "application"))
        _rehearse_checks(host)
    mimetypes.knownfiles = known_files
    sys.modules["__main__"] = main
    sys.modules.pop(APPLICATION, None)
    applications.kept().clear()
    _forget()


def _rehearse(host, target, method, fields, body, minor=1, interface=None):
    fields = fields + _FIELDS if minor == 2 else _FIELDS + fields
    if body:
        fields.append((b"Content-Length", b"%d" % len(body)))
    host.request(target, method, fields, body, minor=minor, path=target.strip("/").partition("?")[0],
                 interface=interface)
    dispatch.handle()
    if not host.calls:
        raise AssertionError("not answered: %s" % target)


def _rehearse_checks(host):
    """The other two things that an instance may be asked for."""
    # Nothing that does not compile: for its message the compiler would open the file.
    for path, source in FILES.items():
        dispatch.compile_source(source.encode(), path)
    for path in ("three.py", "no_main.py", "missing.py"):
        host.request("/", path=path)
        dispatch.check()


def _show_sources():
    """Give tracebacks their source lines; the modification time None says that there is no file to look at."""
    for path, source in FILES.items():
        linecache.cache[INSIDE + path] = len(source), None, source.splitlines(True), INSIDE + path


def _drop_docroot_modules(kept):
    """Forget the modules that came from the docroot, so that the next request imports them anew."""
    # All are looked at before one is dropped: a namespace package's path asks for its parent.
    dropped = [name for name in set(sys.modules) - kept if _is_below_docroot(sys.modules[name])]
    for name in dropped:
        del sys.modules[name]


def _is_below_docroot(module):
    spec = getattr(module, "__spec__", None)
    if spec is None:
        return False
    locations = [spec.origin or "", *(spec.submodule_search_locations or ())]
    return any(location.startswith(INSIDE) for location in locations)


def _forget():
    linecache.clearcache()
    urllib.parse.clear_cache()
    for entry in list(sys.path_importer_cache):
        if entry.startswith(INSIDE):
            del sys.path_importer_cache[entry]
    importlib.invalidate_caches()
    fresh_random.forget()
    gc.collect()
    gc.freeze()
