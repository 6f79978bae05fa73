"""Raw frames, those that make a response and others, by `how`."""


def hints(writer):
    writer.write_raw_header_frame([(b":status", b"103"), (b"link", b"</a.js>; rel=preload")], end_headers=True)
    writer.write_headers([], 200)
    writer.write_data(b"after hints", last=True)


def response(writer):
    writer.write_raw_header_frame([(":status", "203")])
    writer.write_raw_continuation_frame([("x-first", "1")])
    writer.write_raw_continuation_frame([("x-second", "2")], end_headers=True)
    writer.write_raw_data_frame(b"raw ")
    writer.write_raw_data_frame(b"data", end_stream=True)
    assert writer.stream_ended


def head_alone(writer):
    writer.write_raw_header_frame([(":status", "204"), ("x-a", "b")], end_stream=True, end_headers=True)


def trailers(writer):
    writer.write_headers([], 200)
    writer.write_data(b"data")
    writer.write_raw_header_frame([("x-trailer", "behind")], end_stream=True, end_headers=True)


def data_first(writer):
    writer.write_raw_data_frame(b"data")


def foreign(writer):
    writer.write_raw_data_frame(b"data", stream_id=99)


def continuation_first(writer):
    writer.write_raw_continuation_frame([("x-a", "b")], end_headers=True)


def bytes_alone(writer):
    writer.write_raw(b"\0\0\0\0\0\0\0\0\0")


def head_without_end(writer):
    writer.write_raw_header_frame([(":status", "200")])


def main(request, response):
    globals()[request.GET.first(b"how").decode()](response.writer)
