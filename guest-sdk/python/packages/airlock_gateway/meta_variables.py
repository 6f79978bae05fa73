"""The request as the variables that CGI names and WSGI takes over (RFC 3875, section 4.1; PEP 3333).

Values are native strings that hold bytes: one character for each byte (PEP 3333, "Unicode issues").
"""

from wptserve import required_headers

# Fields with variables of their own, and those that are not handed on: the host has undone the body's framing, and
# `Proxy` would become the variable by which many programs are told of a proxy.
_OWN = {b"content-type": "CONTENT_TYPE", b"content-length": "CONTENT_LENGTH"}
_WITHHELD = frozenset((b"transfer-encoding", b"proxy"))
_PROTOCOLS = "HTTP/1.0", "HTTP/1.1", "HTTP/2"
_variables = {}  # of a field name as clients write it; what is not sent in the snapshot's rehearsal is made anew


def variable_of(name):
    """The variable for a field's name (bytes), None for one that has none."""
    lower = name.lower()
    if lower in _OWN:
        return _OWN[lower]
    # With an underscore in it, a name would be taken for another one with a dash, which a proxy may have checked.
    if lower in _WITHHELD or b"_" in lower or lower.startswith(b":"):
        return None
    return "HTTP_" + lower.decode("latin-1").upper().replace("-", "_")


def meta_variables(head, script_name, path_info):
    """A dict of the variables that CGI and WSGI have in common.

    `head` is as `_airlock.head` gives it, the parts of the path as `_airlock.script_path` does.
    """
    method, target, minor, scheme, fields, client, _, server, port, _ = head
    target = target.decode("latin-1")
    variables = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": script_name.decode("latin-1"),
        "PATH_INFO": path_info.decode("latin-1"),
        "QUERY_STRING": target.partition("#")[0].partition("?")[2],
        "REQUEST_URI": target,
        "SERVER_NAME": server,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": _PROTOCOLS[minor],
        "SERVER_SOFTWARE": required_headers.server().decode("latin-1"),
        "REMOTE_ADDR": client,
    }
    known = _variables
    for name, value in fields:
        try:
            variable = known[name]
        except KeyError:
            variable = known[name] = variable_of(name)
        if variable is None:
            continue
        value = value.decode("latin-1").rstrip(" \t")
        if variable in variables:
            value = "%s%s%s" % (variables[variable], "; " if variable == "HTTP_COOKIE" else ",", value)
        variables[variable] = value
    if minor == 2 and "HTTP_HOST" not in variables:
        _take_authority(fields, variables)
    host = variables.get("HTTP_HOST")
    if host:
        variables["SERVER_NAME"] = _without_port(host) or server
    return variables


def _take_authority(fields, variables):
    """On HTTP/2 the host has a field of its own kind (RFC 9113, section 8.3.1)."""
    for name, value in fields:
        if name == b":authority":
            variables["HTTP_HOST"] = value.decode("latin-1")


def _without_port(host):
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]
