import unittest

from support import with_request
from wptserve.stash import StashError

KEY = "f0000000-0000-0000-0000-00000000000a"


class StashTest(unittest.TestCase):
    def setUp(self):
        self.stash = with_request(self, "/path.py?query", fields=[(b"Host", b"web.test")]).server.stash

    def test_taking_removes(self):
        self.stash.put(KEY, {"a": (1, b"2")})
        self.assertEqual(self.stash.take(KEY), {"a": (1, b"2")})
        self.assertIsNone(self.stash.take(KEY))

    def test_spellings_of_a_key(self):
        for key in (KEY, KEY.upper(), KEY.encode(), "{%s}" % KEY, "urn:uuid:" + KEY, KEY.replace("-", "")):
            with self.subTest(key=key):
                self.stash.put(key, 1)
                self.assertEqual(self.stash.take(KEY), 1)

    def test_refused_keys(self):
        for key, error in (
            ("nope", ValueError),
            ("", ValueError),
            (b"\xff", ValueError),
            (5, AttributeError),
            (None, TypeError),
        ):
            with self.subTest(key=key), self.assertRaises(error):
                self.stash.put(key, 1)

    def test_paths(self):
        self.stash.put(KEY, 1, "/other")
        self.assertIsNone(self.stash.take(KEY))
        self.assertEqual(self.stash.take(KEY, b"/other"), 1)
        self.stash.put(KEY, 2)
        self.assertEqual(self.stash.take(KEY, path="/path.py"), 2)
        for path, error in ((5, TypeError), ("\u20ac", UnicodeEncodeError)):
            with self.assertRaises(error):
                self.stash.put(KEY, 1, path)

    def test_refused_values(self):
        with self.assertRaises(ValueError):
            self.stash.put(KEY, None)
        self.stash.put(KEY, 1)
        with self.assertRaises(StashError):
            self.stash.put(KEY, 2)
        self.assertEqual(self.stash.take(KEY), 1)

    def test_lock(self):
        with self.stash.lock as held:
            self.assertIsNone(held)
        self.stash.lock.acquire()
        self.stash.lock.release()
        with self.assertRaises(RuntimeError):
            self.stash.lock.release()


if __name__ == "__main__":
    unittest.main()
