"""WSGI (PEP 3333)."""


def run(module, callable, code):
    """Answer the request with the application `callable` of `module` or, where that is None, of the file with `code`."""
    raise NotImplementedError("wsgi")
