"""The handlers of this benchmark as a `wasi:http/proxy` component, for `wasmtime serve`.

The very same files, imported when the component is built, which is the best that this way can do for them: nothing is
compiled and no module is imported while a request waits. Each answers with a constant status, so `main` needs neither
request nor response.
"""

import heavier
import hello
from componentize_py_types import Ok
from wit_world import exports
from wit_world.imports.types import Fields, OutgoingBody, OutgoingResponse, ResponseOutparam

HANDLERS = {"/hello.py": hello.main, "/heavier.py": heavier.main}

# What `blocking-write-and-flush` takes at most.
LARGEST_WRITE = 4096


class IncomingHandler(exports.IncomingHandler):
    """The export of the `wasi:http/proxy` world."""

    def handle(self, request, response_out):
        """Answer one request with the handler of its path."""
        status, headers, content = HANDLERS[request.path_with_query()](None, None)
        fields = [(name.decode(), value) for name, value in headers]
        fields.append(("content-length", b"%d" % len(content)))
        response = OutgoingResponse(Fields.from_list(fields))
        response.set_status_code(status)
        body = response.body()
        ResponseOutparam.set(response_out, Ok(response))
        with body.write() as stream:
            for start in range(0, len(content), LARGEST_WRITE):
                stream.blocking_write_and_flush(content[start : start + LARGEST_WRITE])
        OutgoingBody.finish(body, None)
