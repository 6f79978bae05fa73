import unittest

from support import with_request

BODY = b"ab\ncd\r\n\nlast"


class RawInputTest(unittest.TestCase):
    def body(self, data=BODY, announced=True):
        fields = [(b"Content-Length", b"%d" % len(data))] if announced else []
        self.request = with_request(self, method="POST", fields=fields, body=data)
        return self.request.raw_input

    def test_reading(self):
        body = self.body()
        self.assertEqual((body.read(3), body.read(0), body.tell()), (b"ab\n", b"", 3))
        self.assertEqual(body.read(), b"cd\r\n\nlast")
        self.assertEqual((body.read(), body.tell()), (b"", len(BODY)))

    def test_lines(self):
        body = self.body()
        self.assertEqual(list(body), [b"ab\n", b"cd\r\n", b"\n", b"last"])
        body.seek(1)
        self.assertEqual(
            (body.readline(1), body.readline(9), body.readlines()), (b"b", b"\n", [b"cd\r\n", b"\n", b"last"])
        )
        self.assertEqual(body.readline(), b"")

    def test_long_line(self):
        data = b"x" * 100_000 + b"\n" + b"y" * 10
        self.assertEqual(self.body(data).readlines(), [data[:100_001], b"y" * 10])

    def test_seeking(self):
        body = self.body()
        body.seek(7)
        self.assertEqual(body.read(), BODY[7:])
        body.seek(0)
        self.assertEqual(body.read(2), b"ab")
        for offset in (-1, len(BODY) + 1):
            with self.assertRaises(ValueError):
                body.seek(offset)

    def test_body_leaves_the_position(self):
        body = self.body()
        body.read(4)
        self.assertEqual(self.request.body, BODY)
        self.assertEqual(body.read(1), BODY[4:5])

    def test_nothing_is_read_before_it_is_asked_for(self):
        import _airlock

        body = self.body(b"x" * 100)
        asked = []
        read = _airlock.read_body
        _airlock.read_body = lambda max: asked.append(max) or read(max)
        self.assertEqual((body.length, asked), (100, []))
        body.read(10)
        self.assertEqual(asked, [10])
        _airlock.read_body = read

    def test_without_content_length(self):
        body = self.body(announced=False)
        self.assertEqual(body.read(2), b"ab")
        self.assertEqual(body.length, len(BODY))
        self.assertEqual(self.request.body, BODY)


if __name__ == "__main__":
    unittest.main()
