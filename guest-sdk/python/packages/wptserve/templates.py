"""`{{...}}` in a text: replaced by what is known of the request and the server.

Any client can ask for a template by `?pipe=sub`: paths in it are virtual in every engine, also where handlers see the real ones.
"""

import os
import re
from html import escape

from airlock_runtime import docroot

_REPLACEMENT = re.compile(rb"{{([^}]*)}}")
_TOKEN = re.compile(rb"(?P<variable>\$\w+):|(?P<name>\$?\w+)|\[(?P<index>[^\]]*)\]|\((?P<arguments>[^)]*)\)")
_COMMA = re.compile(r",\s*")
_ALGORITHMS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
_ESCAPING = {"html": escape, "none": str}


def template(request, content, escape_type="html"):
    """`content` (bytes) with its replacements, escaped for markup (`html`) or not (`none`)."""
    variables = {}
    return _REPLACEMENT.sub(lambda match: _replacement(match[1], request, variables, escape_type), content)


def _tokens(text):
    """[(kind, value)], up to what begins none."""
    at, found = 0, []
    while match := _TOKEN.match(text, at):
        kind, value = match.lastgroup, match[match.lastgroup].decode("utf-8")
        if kind == "index":
            try:
                value = int(value)
            except ValueError:
                pass
        elif kind == "arguments":
            value = _COMMA.split(value) if value else []
        found.append((kind, value))
        at = match.end()
    return found


def _replacement(text, request, variables, escape_type):
    tokens = _tokens(text)
    variable = tokens.pop(0)[1] if tokens and tokens[0][0] == "variable" else None
    if not tokens or tokens[0][0] != "name":
        raise ValueError("a template's {{%s}} has no name" % text.decode("latin-1"))
    name = tokens.pop(0)[1]
    value = variables[name] if name in variables else _known(name, request)
    for kind, item in tokens:
        if kind == "index":
            value = value[item]
        elif kind == "arguments":
            value = value(request, *item)
        else:
            raise ValueError("a template's {{%s}} has a name behind a name" % text.decode("latin-1"))
    if not isinstance(value, (int, bytes, str)):
        raise TypeError("a template's {{%s}} stands for no text" % text.decode("latin-1"))
    if variable is not None:
        variables[variable] = value
    value = value.decode("utf-8") if isinstance(value, bytes) else str(value)
    return _ESCAPING[escape_type](value).encode("utf-8")


def _known(name, request):
    """What a name stands for."""
    config = request.server.config
    if name in _FUNCTIONS:
        return _FUNCTIONS[name]
    if name == "headers":
        return request.headers
    if name == "GET":
        return _Parameters(request.GET)
    if name == "hosts":
        return config.all_domains
    if name == "domains":
        return config.all_domains[""]
    if name == "doc_root":
        return docroot.ROOT
    if name == "paths":
        return {**config.paths, "doc_root": docroot.ROOT}
    if name == "host":
        return config["browser_host"]
    if name in config:
        return config[name]
    if name == "location":
        return _location(request.url_parts)
    if name == "url_base":
        return request.url_base
    raise KeyError("templates know nothing of the name %s" % name)


def _location(url):
    host = "%s:%s" % (url.hostname, url.port)
    return {"server": "%s://%s" % (url.scheme, host), "scheme": url.scheme, "host": host, "hostname": url.hostname,
            "port": url.port, "path": url.path, "pathname": url.path, "query": "?" + url.query}


class _Parameters:
    """The first value of each parameter of the query; empty for those that are not there."""

    def __init__(self, parameters):
        self.parameters = parameters

    def __getitem__(self, key):
        try:
            return self.parameters.first(key.encode("latin-1") if isinstance(key, str) else key)
        except KeyError:
            return ""


def _uuid(request):
    import uuid
    return str(uuid.uuid4())


def _file_hash(request, algorithm, path):
    import base64
    import hashlib
    if algorithm not in _ALGORITHMS:
        raise ValueError("no hash algorithm %r; there are %s" % (algorithm, ", ".join(_ALGORITHMS)))
    try:
        with open(_inside(request, os.path.join(request.doc_root, path)), "rb") as file:
            return base64.b64encode(hashlib.new(algorithm, file.read()).digest())
    except OSError as error:
        raise ValueError("there is no file %r to hash" % path) from error


def _inside(request, path):
    """The path without links, if it lies below the docroot."""
    root, real = os.path.realpath(request.doc_root), os.path.realpath(path)
    if os.path.commonpath([root, real]) != root:
        raise ValueError("the path leads out of the docroot")
    return real


def _fs_path(request, path):
    if path.startswith("/"):
        path = path[1:]
    else:
        beside = request.request_path[len(request.url_base):]
        path = (beside.rsplit("/", 1)[0] if "/" in beside else beside) + "/" + path
    path = os.path.abspath(os.path.join(docroot.ROOT, path))
    if ".." in os.path.relpath(path, docroot.ROOT):
        raise ValueError("the path leads out of the docroot")
    return path


def _header_or_default(request, name, default):
    return request.headers.get(name, default)


_FUNCTIONS = {"uuid": _uuid, "file_hash": _file_hash, "fs_path": _fs_path, "header_or_default": _header_or_default}
