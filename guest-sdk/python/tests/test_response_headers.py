import unittest

import support  # noqa: F401
from wptserve.response_headers import ResponseHeaders


class ResponseHeadersTest(unittest.TestCase):
    def setUp(self):
        self.headers = ResponseHeaders()

    def test_case_and_order_are_kept_and_names_grouped(self):
        self.headers.append("x-One", "1")
        self.headers.append("Two", b"2")
        self.headers.append("X-ONE", 3)
        self.assertEqual(self.headers.items(), [(b"x-One", b"1"), (b"x-One", b"3"), (b"Two", b"2")])
        self.assertEqual(list(self.headers), self.headers.items())

    def test_set_replaces_in_place(self):
        self.headers.update([("A", 1), ("B", 2), ("a", 3)])
        self.headers.set(b"a", "x")
        self.assertEqual(self.headers.items(), [(b"a", b"x"), (b"B", b"2")])
        self.headers["b"] = True
        self.assertEqual(self.headers.items(), [(b"a", b"x"), (b"b", b"1")])

    def test_looking_up(self):
        self.headers.set("A", "\xe9")
        self.assertEqual(self.headers["a"], [b"\xe9"])
        self.assertEqual(self.headers.get(b"A"), [b"\xe9"])
        self.assertEqual(self.headers.get("B"), [])
        self.assertEqual(self.headers.get("B", "default"), "default")
        self.assertIn("a", self.headers)
        with self.assertRaises(KeyError):
            self.headers["B"]

    def test_deleting(self):
        self.headers.set("A", "b")
        del self.headers[b"a"]
        self.assertNotIn("A", self.headers)
        with self.assertRaises(KeyError):
            del self.headers["A"]

    def test_refused_values(self):
        for value, error in ((None, TypeError), (1.5, TypeError), ("\u20ac", UnicodeEncodeError)):
            for method in (self.headers.set, self.headers.append, lambda n, v: self.headers.update([(n, v)])):
                with self.subTest(value=value), self.assertRaises(error):
                    method("A", value)
        self.assertEqual(self.headers.items(), [])


if __name__ == "__main__":
    unittest.main()
