"""The response on a stream of HTTP/2."""

from .h2_writer import H2ResponseWriter
from .response import Response


class H2Response(Response):
    """A response whose writer writes frames."""

    writer_class = H2ResponseWriter

    @property
    def handled(self):
        """Whether the handler has written a head; then it alone says what is sent."""
        return self._writer is not None and self._writer.begun

    def write_status_headers(self):
        """Write the head."""
        self.writer.begin(self.headers, self.status[0], self.add_required_headers)

    def write_content(self):
        """Write the body, unless the request's method allows none."""
        writer = self.writer
        if writer.stream_ended or self.request.method == "HEAD":
            return
        for piece in self.iter_content():
            writer.write_data(piece)

    def conclude(self):
        """Send what the handler has left to send."""
        if self._writer is not None:
            self._writer.conclude_pushes()
        super().conclude()
