"""One way of writing for each value of `how`."""
from io import BytesIO


def whole(writer):
    writer.write_headers([("content-type", "text/plain")], 200)
    assert writer.content_written and not writer.stream_ended
    writer.write_data("text \xe9 ")
    writer.write_data(BytesIO(b"file "))
    writer.write_data(b"bytes", last=True)
    assert writer.stream_ended


def ended_by_hand(writer):
    writer.write_headers([], 200)
    writer.write_data_frame(b"frame", False)
    writer.end_stream()
    assert writer.stream_ended


def large(writer):
    assert 0 < writer.get_max_payload_size() < 16384
    writer.write_headers([], 200)
    writer.write_data(b"x" * 50000, last=True)


def head_alone(writer):
    writer.write_headers([("x-a", "b")], 204, last=True)


def data_first(writer):
    writer.write_data(b"data")


def after_end(writer):
    writer.write_headers([], 200)
    writer.write_data(b"all", last=True)
    writer.write_data(b"too late")


def headers_twice(writer):
    writer.write_headers([], 200)
    writer.write_data(b"data")
    try:
        writer.write_headers([], 200)
    except Exception:
        writer.write_data(b" refused", last=True)


def foreign(writer):
    writer.write_headers([], 200, stream_id=99)


def unknown_type(writer):
    writer.write_headers([], 200)
    writer.write_data(7)


def of_http1(writer):
    writer.write_status(200)


def interim(writer):
    writer.write_headers([("link", "</a.js>; rel=preload")], 103)
    writer.write_headers([], 200)
    writer.write_data(b"after hints", last=True)


def main(request, response):
    globals()[request.GET.first(b"how").decode()](response.writer)
