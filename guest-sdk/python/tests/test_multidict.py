import unittest

import support  # noqa: F401
from wptserve.multidict import MultiDict


class MultiDictTest(unittest.TestCase):
    def setUp(self):
        self.values = MultiDict.from_pairs([(b"a", b"1"), (b"b", b"2"), (b"a", b"3")])

    def test_one_value(self):
        self.assertEqual(self.values[b"a"], b"1")
        self.assertEqual(self.values.first(b"a"), b"1")
        self.assertEqual(self.values.last(b"a"), b"3")
        self.assertEqual(self.values.get(b"a"), b"1")

    def test_absent(self):
        self.assertIsNone(self.values.get(b"z"))
        self.assertEqual(self.values.first(b"z", 5), 5)
        self.assertIsNone(self.values.last(b"z", None))
        self.assertEqual(self.values.get_list(b"z"), [])
        for access in (self.values.__getitem__, self.values.first, self.values.last):
            with self.assertRaises(KeyError):
                access(b"z")

    def test_names_are_bytes(self):
        self.assertNotIn("a", self.values)

    def test_dict_methods_see_lists(self):
        self.assertEqual(list(self.values.items()), [(b"a", [b"1", b"3"]), (b"b", [b"2"])])
        self.assertEqual(len(self.values), 2)

    def test_setting(self):
        self.values[b"a"] = b"new"
        self.values.add(b"a", b"more")
        self.values.add(b"c", b"x")
        self.assertEqual(self.values.get_list(b"a"), [b"new", b"more"])
        self.assertEqual(self.values.get_list(b"c"), [b"x"])


if __name__ == "__main__":
    unittest.main()
