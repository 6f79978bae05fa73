"""The server interfaces of Python's own standard: WSGI (PEP 3333), `http.server`, CGI (RFC 3875).

In: the program that `_airlock.main` names, and by which interface it is to be called. Out: its response, to the primitives.
"""

from . import wsgi


def run(interface, code):
    """Call the program whose code is `code` by `interface`, as `_airlock.main` has it, and send its response."""
    name, module, callable = interface
    if name == "wsgi":
        wsgi.run(module, callable, code)
    else:
        raise NotImplementedError(name)


def run_what_is_defined(environment):
    """Answer with what a file without `main`, run to `environment`, defines. Whether there was something."""
    return False
