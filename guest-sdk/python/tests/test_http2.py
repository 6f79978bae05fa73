import unittest

from support import answer

FIELDS = [(b":method", b"GET"), (b":scheme", b"https"), (b":authority", b"a.example"), (b":path", b"/handler.py")]


def ask(source, body=b"", method="GET", **named):
    return answer(source, method=method, fields=FIELDS, body=body, minor=2, **named)


def write(body, **named):
    lines = "".join("    %s\n" % line for line in body.splitlines())
    return ask("def main(request, response):\n    writer = response.writer\n" + lines, **named)


class FramesTest(unittest.TestCase):
    def test_frames_in_order(self):
        host = ask(
            "seen = []\n"
            "def handle_headers(frame, request, response):\n"
            "    seen.append((frame.headers[0], frame.stream_id, frame.stream_ended, len(request.frames)))\n"
            "def handle_data(frame, request, response):\n"
            "    seen.append((frame.data, frame.flow_controlled_length, bool(frame.stream_ended), len(request.frames)))\n"
            "def main(request, response):\n"
            "    return repr(seen + [len(request.frames), request.body])\n",
            b"data",
        )
        self.assertIn(
            b"[((b':method', b'GET'), 1, None, 0), (b'data', 4, True, 1), 2, b'data']", host.wire
        )

    def test_data_that_was_read_before_comes_as_well(self):
        host = ask(
            "def handle_headers(frame, request, response):\n    request.raw_input.read(2)\n"
            "def handle_data(frame, request, response):\n    response.content.append(frame.data + b'|')\n"
            "def main(request, response):\n    response.content.append(request.raw_input.read())\n",
            b"data",
        )
        self.assertTrue(host.wire.endswith(b"da|ta|ta"), host.wire)

    def test_no_data_no_call(self):
        host = ask("def handle_data(frame, request, response):\n    raise ValueError\n")
        self.assertEqual([call[0] for call in host.calls], ["start", "finish"])

    def test_a_file_without_handlers(self):
        self.assertEqual(ask("x = 1\n").calls[0][:2], ("fail", 500))

    def test_main_returns_as_on_http1(self):
        host = write("return 201, [('X-A', 'b')], 'content'")
        self.assertEqual([call[0] for call in host.calls], ["send"])

    def test_raw_headers(self):
        host = write("return repr([*request.raw_headers, request.raw_headers.raw_headers[':path']])")
        self.assertIn(b"['method', 'scheme', 'authority', 'path', '/handler.py']", host.wire)


class WriterTest(unittest.TestCase):
    def calls(self, body, **named):
        return write(body, **named).calls

    def test_what_is_written(self):
        calls = self.calls("writer.write_headers([('A', 1), (b'b', '\\xe9')], 201)\nwriter.write_data('x', last=True)")
        self.assertEqual(
            calls, [("start", 201, None, [(b"A", b"1"), (b"b", b"\xc3\xa9")], False), ("write_last", b"x")]
        )

    def test_files_and_large_pieces(self):
        calls = self.calls(
            "import io\nwriter.write_headers([], 200)\nwriter.write_data(io.BytesIO(b'x' * 40000))\n"
            "writer.write_data(io.BytesIO(), last=True)"
        )
        self.assertEqual([len(call[1]) for call in calls if call[0] == "write"], [16375, 16375, 7250])
        self.assertEqual(calls[-1], ("write_last", b""))

    def test_the_end_comes_by_itself_and_once(self):
        for body in ("", "writer.end_stream()", "response.write_content()"):
            calls = self.calls("response.write_status_headers()\n" + body)
            self.assertEqual([call[0] for call in calls], ["start", "finish"])

    def test_head_has_no_content(self):
        calls = self.calls("writer.write_headers([], 200)\nassert writer.stream_ended", method="HEAD")
        self.assertEqual([call[0] for call in calls], ["start", "finish"])

    def test_what_is_out_of_order(self):
        for body in (
            "writer.write_data('x')",
            "writer.end_stream()",
            "writer.write_headers([], 200)\nwriter.write_headers([], 200)",
            "writer.write_headers([], 200, last=True)\nwriter.write_data('x')",
            "writer.write_headers([], 103, last=True)",
        ):
            name, status, detail = self.calls(body)[-1]
            self.assertEqual((name, status), ("fail", 500))
            self.assertRegex(detail, r"\n\S*(ProtocolError|StreamClosedError): ")

    def test_other_streams(self):
        calls = self.calls("writer.write_headers([], 200, stream_id=7)")
        self.assertIn("NotImplementedError: stream 7 is neither", calls[-1][2])

    def test_raw_frames_that_make_a_response(self):
        calls = self.calls(
            "writer.write_raw_header_frame([(':status', '103'), ('link', 'x')], end_headers=True)\n"
            "writer.write_raw_header_frame([(b':status', b'200')])\n"
            "writer.write_raw_continuation_frame([('a', 'b')], end_headers=True)\n"
            "writer.write_raw_data_frame(b'x')\n"
            "writer.write_raw_header_frame([('t', 'u')], end_stream=True, end_headers=True)"
        )
        self.assertEqual(
            calls,
            [
                ("interim", 103, [(b"link", b"x")]),
                ("start", 200, None, [(b"a", b"b")], False),
                ("write", b"x"),
                ("finish_with_trailers", [(b"t", b"u")]),
            ],
        )

    def test_raw_frames_that_make_none(self):
        for body in (
            "writer.write_raw(b'')",
            "writer.write_raw_data_frame(b'x')",
            "writer.write_raw_data_frame(b'x', stream_id=3)",
            "writer.write_raw_continuation_frame([], end_headers=True)",
            "writer.write_raw_header_frame([('a', 'b')], end_headers=True)",
            "writer.write_raw_header_frame([(':status', '200')])",
            "writer.write_raw_header_frame([(':status', '200')])\nwriter.write_data(b'x')",
        ):
            self.assertIn("NotImplementedError", self.calls(body)[-1][2], body)

    def test_pushes(self):
        calls = self.calls(
            "promise = [(':method', 'GET'), (':path', '/x')]\n"
            "assert writer.write_push(promise, status=200, response_headers=[('a', 'b')], response_data='whole') == 2\n"
            "stream = writer.write_push(promise)\nwriter.write_headers([], 201, stream_id=stream)\n"
            "writer.write_data('in ', stream_id=stream)\nwriter.write_data('parts', stream_id=stream)\nreturn 'own'"
        )
        fields = [(b":method", b"GET"), (b":path", b"/x")]
        self.assertEqual(
            calls[:4],
            [
                ("promise", fields),
                ("push_response", 2, 200, [(b"a", b"b")], b"whole", False),
                ("promise", fields),
                ("push_response", 4, 201, [], b"in parts", False),
            ],
        )
        self.assertEqual((calls[4][0], calls[4][4]), ("send", b"own"))


if __name__ == "__main__":
    unittest.main()
