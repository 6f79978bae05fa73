"""Pushes, by `how`."""


def promise(request, path=b"/pushed.txt"):
    headers = request.raw_headers
    return [(":method", "GET"), (":scheme", headers["scheme"]), (":authority", headers["authority"]), (":path", path)]


def whole(request, writer):
    writer.write_push(promise(request), status=200, response_headers=[("x-pushed", "yes")], response_data=b"pushed")
    writer.write_headers([], 200)
    writer.write_data(b"own", last=True)


def parts(request, writer):
    writer.write_headers([], 200)
    stream = writer.write_push(promise(request))
    assert stream % 2 == 0, stream
    writer.write_headers([("x-pushed", "in parts")], 201, stream_id=stream)
    writer.write_data("one ", stream_id=stream)
    writer.write_data(b"two", stream_id=stream)
    writer.end_stream(stream)
    writer.write_data(b"own", last=True)


def unanswered(request, writer):
    writer.write_push(promise(request))
    writer.write_headers([], 200)
    writer.write_data(b"own", last=True)


def elsewhere(request, writer):
    writer.write_push([*promise(request)[:2], (":authority", "other.example"), (":path", "/")])


def many(request, writer):
    for number in range(1000):
        writer.write_push(promise(request, "/%d" % number), status=200, response_headers=[])


def much(request, writer):
    stream = writer.write_push(promise(request))
    writer.write_headers([], 200, stream_id=stream)
    writer.write_data(b"x" * (2 << 20), stream_id=stream, last=True)


def large(request, writer):
    writer.write_push(promise(request), status=200, response_headers=[], response_data=b"x" * (1 << 19))
    writer.write_headers([], 200)
    writer.write_data(b"own", last=True)


def returned(request, writer):
    writer.write_push(promise(request), status=200, response_headers=[], response_data="pushed")
    return "own"


def main(request, response):
    return globals()[request.GET.first(b"how").decode()](request, response.writer)
