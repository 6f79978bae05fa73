"""The handlers of the benchmark as a WSGI application: the same functions, loaded once."""

import os
import runpy
from pathlib import Path

HANDLERS = {f"/{file.name}": runpy.run_path(str(file))["main"] for file in Path(os.environ["BENCH_HANDLERS"]).glob("*.py")}


def app(environ, start_response):
    """Calls the handler that the path names and answers with what it gives."""
    handler = HANDLERS.get(environ["PATH_INFO"])
    if handler is None:
        start_response("404 Not Found", [("Content-Length", "0")])
        return []
    _, fields, content = handler(None, None)
    headers = [(name.decode(), value.decode()) for name, value in fields]
    start_response("200 OK", headers + [("Content-Length", str(len(content)))])
    return [content]
