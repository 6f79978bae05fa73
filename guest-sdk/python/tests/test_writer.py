import unittest

from support import answer_main

REQUIRED = b"Server: S\r\nDate: D\r\n"
DATED = rb"Server: \S+\r\nDate: \w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT\r\n"


class WriterTest(unittest.TestCase):
    def write(self, body, **named):
        return answer_main("writer = response.writer\n" + body, **named)

    def names(self, host):
        return [call[0] for call in host.calls]

    def test_head_and_content(self):
        host = self.write(
            "writer.write_status(404)\nwriter.write_header('A', 1)\nwriter.write_header(b'B', '\\xe9')\n"
            "writer.end_headers()\nwriter.write('x')\nwriter.write(b'y')"
        )
        self.assertEqual(self.names(host), ["start", "write", "write", "finish"])
        self.assertEqual(host.wire, b"HTTP/1.1 404 Not Found\r\nA: 1\r\nB: \xc3\xa9\r\n" + REQUIRED + b"\r\nxy")

    def test_reasons(self):
        for arguments, line in (("404, 'Own'", b"404 Own"), ("200, b'\\xff'", b"200 \xff"), ("299", b"299 ")):
            host = self.write("writer.write_status(%s)\nwriter.end_headers()" % arguments)
            self.assertTrue(host.wire.startswith(b"HTTP/1.1 %s\r\n" % line))

    def test_status_is_implied(self):
        self.assertEqual(
            self.write("writer.write_header('A', 'b')\nwriter.end_headers()").wire,
            b"HTTP/1.1 200 OK\r\nA: b\r\n" + REQUIRED + b"\r\n",
        )
        self.assertEqual(self.write("writer.end_headers()").wire, b"HTTP/1.1 200 OK\r\n" + REQUIRED + b"\r\n")

    def test_content_brings_its_length(self):
        host = self.write("writer.write_header('A', 'b')\nwriter.write_content('\\xe9')")
        self.assertRegex(host.wire, rb"^HTTP/1.1 200 OK\r\nA: b\r\n" + DATED + b"Content-Length: 2\r\n\r\n\xc3\xa9$")
        self.assertEqual(self.names(host), ["start", "write", "finish"])

    def test_without_required_headers(self):
        host = self.write(
            "response.add_required_headers = False\nwriter.write_status(200)\nwriter.end_headers()\nwriter.write('x')"
        )
        self.assertEqual(host.wire, b"HTTP/1.1 200 OK\r\n\r\nx")

    def test_bytes_before_any_head_are_raw(self):
        host = self.write("writer.write(b'HTTP/1.1 200 OK\\n\\n')\nwriter.write('x')")
        self.assertEqual((self.names(host), host.wire), (["write_raw", "write_raw"], b"HTTP/1.1 200 OK\n\nx"))

    def test_bytes_inside_the_head_make_it_raw(self):
        host = self.write(
            "writer.write_status(200)\nwriter.write_header('A', 'b')\nwriter.write('Odd\\r\\n')\n"
            "writer.write_header('C', 'd')\n"
            "writer.end_headers()\nwriter.write('x')"
        )
        self.assertEqual(set(self.names(host)), {"write_raw"})
        self.assertRegex(host.wire, rb"^HTTP/1.1 200 OK\r\nA: b\r\nOdd\r\nC: d\r\n" + DATED + b"\r\nx$")

    def test_framing_of_ones_own_is_raw(self):
        for body in (
            "writer.write_status(200)\nwriter.write_header('transfer-Encoding', 'chunked')\n"
            "writer.end_headers()\nwriter.write('0\\r\\n\\r\\n')",
            "response.headers.set('transfer-Encoding', 'chunked')\nresponse.write_status_headers()\n"
            "writer.write('0\\r\\n\\r\\n')",
        ):
            host = self.write(body)
            self.assertEqual(set(self.names(host)), {"write_raw"})
            self.assertRegex(
                host.wire, rb"^HTTP/1.1 200 OK\r\ntransfer-Encoding: chunked\r\n" + DATED + b"\r\n0\r\n\r\n$"
            )

    def test_informational_status_is_raw(self):
        host = self.write(
            "response.add_required_headers = False\nwriter.write_status(103)\nwriter.end_headers()\n"
            "writer.write_status(200)\n"
            "writer.end_headers()\nwriter.write('x')"
        )
        self.assertEqual(host.wire, b"HTTP/1.1 103 \r\n\r\nHTTP/1.1 200 OK\r\n\r\nx")
        self.assertEqual(set(self.names(host)), {"write_raw"})

    def test_odd_statuses_are_raw(self):
        for status in (42, -1, 1000, 99999):
            host = self.write(
                "response.add_required_headers = False\nwriter.write_status(%d)\nwriter.end_headers()" % status
            )
            self.assertEqual((self.names(host), host.wire), (["write_raw"], b"HTTP/1.1 %d \r\n\r\n" % status))

    def test_second_head_is_content(self):
        host = self.write("response.write_status_headers()\nresponse.write_status_headers()")
        self.assertEqual(host.wire, b"HTTP/1.1 200 OK\r\n" + REQUIRED + b"\r\nHTTP/1.1 200 OK\r\n\r\n")

    def test_half_a_head(self):
        self.assertEqual(self.write("writer.write_status(200)").wire, b"HTTP/1.1 200 OK\r\n")

    def test_return_value_is_ignored(self):
        host = self.write("writer.write_content('x')\nresponse.status = 500\nreturn 404, [('A', 'b')], 'ignored'")
        self.assertTrue(host.wire.startswith(b"HTTP/1.1 200 OK\r\n") and host.wire.endswith(b"\r\n\r\nx"))

    def test_files(self):
        host = self.write("import io\nwriter.write_content(io.BytesIO(b'x' * 70000))")
        self.assertEqual(self.names(host), ["start", "write", "write", "write", "finish"])
        self.assertTrue(host.wire.endswith(b"\r\n\r\n" + b"x" * 70000))

    def test_refused_data(self):
        for body in (
            "writer.write(5)",
            "writer.write_content(None)",
            "writer.write_header('A', None)",
            "writer.write_header('A', 1.5)",
            "writer.write_status('200')",
            "response.encoding = 'ascii'\nwriter.write('\\xe9')",
        ):
            with self.subTest(body):
                self.assertEqual(self.write(body).calls[-1][:2], ("fail", 500))

    def test_client_that_left(self):
        def leave(host):
            host.client_gone = True

        host = self.write(
            "writer.write_status(200)\nwriter.end_headers()\nseen = [writer.write('x'), writer.write_content('y')]\n"
            "if seen != [False, False]:\n    raise AssertionError(seen)",
            prepare=leave,
        )
        self.assertEqual(self.names(host), ["start"])

    def test_content_written(self):
        host = self.write(
            "seen = [writer.content_written]\nwriter.write_status(200)\nseen.append(writer.content_written)\n"
            "writer.write_content(repr(seen))"
        )
        self.assertTrue(host.wire.endswith(b"[False, True]"))

    def test_response_write(self):
        host = answer_main(
            "response.headers.set('A', 'b')\nresponse.content = 'x'\nresponse.write()\nresponse.writer.write('y')"
        )
        self.assertRegex(host.wire, rb"^HTTP/1.1 200 OK\r\nA: b\r\n" + DATED + b"Content-Length: 1\r\n\r\nxy$")


if __name__ == "__main__":
    unittest.main()
