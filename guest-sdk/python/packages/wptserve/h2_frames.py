"""What has come on a stream of HTTP/2, in the shape of the h2 library's events."""


class StreamEnded:
    """Nothing more will come on the stream."""

    def __init__(self, stream_id):
        self.stream_id = stream_id

    def __repr__(self):
        return "<StreamEnded stream_id:%s>" % self.stream_id


class RequestReceived:
    """The request's header fields, its pseudo-header fields in front."""

    def __init__(self, stream_id, headers, ended):
        self.stream_id = stream_id
        self.headers = headers
        self.stream_ended = StreamEnded(stream_id) if ended else None
        self.priority_updated = None

    def __repr__(self):
        return "<RequestReceived stream_id:%s, headers:%s>" % (self.stream_id, self.headers)


class DataReceived:
    """A piece of the request's body."""

    def __init__(self, stream_id, data, ended):
        self.stream_id = stream_id
        self.data = data
        self.flow_controlled_length = len(data)
        self.stream_ended = StreamEnded(stream_id) if ended else None

    def __repr__(self):
        return "<DataReceived stream_id:%s, flow_controlled_length:%s>" % (self.stream_id, self.flow_controlled_length)
