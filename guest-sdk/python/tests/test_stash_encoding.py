import datetime
import enum
import math
import pickle
import random
import sys
import unittest
from collections import OrderedDict, namedtuple

import support  # noqa: F401
from wptserve import stash_encoding
from wptserve.stash_encoding import DEEPEST, decode, encode

UTC = datetime.timezone.utc
VALUES = [
    None,
    True,
    False,
    0,
    -1,
    2**64,
    -(2**64),
    10**5000,
    -(10**5000),
    0.0,
    1.5,
    1e300,
    math.inf,
    -math.inf,
    "",
    "text",
    "\xe9\u20ac\U0001f600",
    "\ud800",
    "\ud83e\udf0a",
    "\udf0a\ud83e\U0001fb0a",
    {"\ud83e\udf0a": 1, "\U0001fb0a": 2},
    "\x00\x7f",
    b"",
    b"ascii",
    b"\xff\x00",
    bytes(range(256)),
    [],
    [1, [2, [3]]],
    (),
    (1, (2,)),
    {},
    {"k": 1},
    {b"k": "v", 1: None, (1, 2): [3], 1.5: True, None: 0},
    {"bytes": "not bytes"},
    set(),
    {1, "a", b"a"},
    frozenset({(1,)}),
    {frozenset({1}): {2}},
    datetime.datetime(2020, 1, 2, 3, 4, 5, 6),
    datetime.datetime(2020, 1, 2, tzinfo=UTC),
    datetime.datetime(2020, 1, 2, tzinfo=datetime.timezone(datetime.timedelta(hours=-3, minutes=-30))),
    datetime.datetime(2020, 1, 2, tzinfo=datetime.timezone(datetime.timedelta(seconds=-1))),
    datetime.date(1, 1, 1),
    datetime.time(1, 2, 3, 4),
    datetime.timedelta(-1, 2, 3),
    datetime.timedelta.max,
]


class RoundTripTest(unittest.TestCase):
    def assert_same(self, value, copy):
        self.assertEqual(value, copy)
        self.assertIs(type(value), type(copy))
        if isinstance(value, (list, tuple)):
            for one, other in zip(value, copy):
                self.assert_same(one, other)
        elif isinstance(value, dict):
            for one, other in zip(value.items(), copy.items()):
                self.assert_same(one, other)

    def test_every_type(self):
        for value in VALUES:
            with self.subTest(type=type(value)):
                self.assert_same(value, decode(encode(value)))

    def test_not_a_number_and_minus_zero(self):
        self.assertTrue(math.isnan(decode(encode(math.nan))))
        self.assertEqual(math.copysign(1, decode(encode(-0.0))), -1)

    def test_subclasses_become_their_base(self):
        Pair = namedtuple("Pair", "a b")
        Number = enum.IntEnum("Number", "ONE")
        Text = type("Text", (str,), {"__str__": lambda self: "other"})
        for value, base in ((Pair(1, 2), (1, 2)), (Number.ONE, 1), (OrderedDict(a=1), {"a": 1}), (Text("x"), "x")):
            with self.subTest(type=type(value)):
                self.assert_same(base, decode(encode(value)))

    def test_random_values(self):
        rng = random.Random(1)
        leaves = [value for value in VALUES if not isinstance(value, (list, dict, set))]

        def some(depth):
            kind = rng.randrange(6 if depth < 4 else 1)
            size = rng.randrange(4)
            if kind == 1:
                return [some(depth + 1) for _ in range(size)]
            if kind == 2:
                return tuple(some(depth + 1) for _ in range(size))
            if kind == 3:
                return {rng.choice(leaves): some(depth + 1) for _ in range(size)}
            if kind == 4:
                return {rng.choice(leaves) for _ in range(size)}
            return rng.choice(leaves)

        for _ in range(500):
            value = some(0)
            self.assert_same(value, decode(encode(value)))


class RefusalTest(unittest.TestCase):
    def test_other_types(self):
        for value in (object(), len, bytearray(b"x"), 1j, [object()], {1: object()}, {object(): 1}):
            with self.subTest(value=value), self.assertRaises(ValueError):
                encode(value)

    def test_offsets_that_no_text_keeps(self):
        for offset in (datetime.timedelta(microseconds=-1), datetime.timedelta(hours=1, microseconds=1)):
            zone = datetime.timezone(offset)
            for value in (datetime.datetime(2020, 1, 2, tzinfo=zone), datetime.time(1, 2, tzinfo=zone)):
                with self.subTest(value=value), self.assertRaises(ValueError):
                    encode(value)

    def test_depth(self):
        value = []
        for _ in range(DEEPEST):
            value = [value]
        self.assertEqual(decode(encode(value)), value)
        with self.assertRaises(ValueError):
            encode([value])
        cycle = []
        cycle.append(cycle)
        with self.assertRaises(ValueError):
            encode(cycle)
        # What is read can be left again, whatever is innermost.
        for leaf in (b"null", b"1", b'"a"', b"[]", b'{"int": "1"}'):
            with self.subTest(leaf=leaf):
                innermost = decode(b"[" * DEEPEST + leaf + b"]" * DEEPEST)
                self.assertEqual(decode(encode(innermost)), innermost)
                with self.assertRaises(ValueError):
                    encode([innermost])
                with self.assertRaises(ValueError):
                    decode(b"[" * (DEEPEST + 1) + leaf + b"]" * (DEEPEST + 1))
        for data in (b"[" * 102 + b"]" * 102, b"[" * 10**6 + b"]" * 10**6, b'{"tuple":[' * 60 + b"]}" * 60):
            with self.subTest(data=data[:10]), self.assertRaises(ValueError):
                decode(data) if data[:1] == b"[" else decode(b"[" * 50 + data + b"]" * 50)

    def test_foreign_bytes(self):
        for data in (
            b"",
            b"nope",
            b"{}",
            b'{"a": 1, "b": 2}',
            b'{"eval": "1"}',
            b'{"object": []}',
            b'{"bytes": 5}',
            b'{"bytes": "\\u00e9"}',
            b'{"base64": "?"}',
            b'{"base64": [1]}',
            b'{"int": "x"}',
            b'{"int": 5}',
            b'{"dict": [[1]]}',
            b'{"dict": {"a": 1}}',
            b'{"dict": [[[], 1]]}',
            b'{"dict": 1}',
            b'{"set": [[]]}',
            b'{"set": "ab"}',
            b'{"tuple": "ab"}',
            b'{"tuple": null}',
            b'{"text": "ab"}',
            b'{"text": ["a"]}',
            b'{"text": [1114112]}',
            b'{"text": [-1]}',
            b'{"text": [99999999999999999999]}',
            b'{"text": [65.0]}',
            b'{"datetime": "yesterday"}',
            b'{"datetime": 5}',
            b'{"time": "00:00+01:00:00.000001"}',
            b'{"timedelta": [1]}',
            b'{"timedelta": [1.5, 0, 0]}',
            b'{"timedelta": [true, 0, 0]}',
            b'{"timedelta": [99999999999, 0, 0]}',
            b'{"date": "2020-01-01", "date2": 1}',
            b'{"date": "2020-01-01", "date": "2020-01-01"}',
            b'{"tuple": [1], "tuple": [2]}',
            b'{"dict": ["ab"]}',
            b'{"dict": [[1, 2], [1, 3]]}',
            b'{"dict": [[1, 2], [1.0, 3]]}',
            b'{"set": [1, true]}',
            b'{"frozenset": ["a", "a"]}',
            b'{"dict": [[{"dict": []}, 1]]}',
            b'{"__class__": "os.system"}',
            b'{"__reduce__": [1]}',
            b'{"py/object": "os.system"}',
            b'{"py/reduce": [{"py/function": "os.system"}, ["true"]]}',
            b'["a", ',
            b'"\x00"',
            b"NaNs",
            b"0x10",
            b"-",
            b'\xef\xbb\xbf""',
            '"text"'.encode("utf-16"),
            b"1 2",
            b"\xff",
            b'"\xc3\xa9"',
            b"\x80\x04K\x01.",
            b"9" * 5000,
        ):
            with self.subTest(data=data), self.assertRaises(ValueError):
                decode(data)

    def test_what_only_looks_foreign(self):
        for data, value in (
            (b'"\\ud800"', "\ud800"),
            (b"-Infinity", -math.inf),
            (b" [ ] ", []),
            (b'{"dict": []}', {}),
            (b'"__import__(\'os\')"', "__import__('os')"),
        ):
            with self.subTest(data=data):
                self.assertEqual(decode(data), value)
        self.assertTrue(math.isnan(decode(b"NaN")))

    def test_pickles(self):
        ran = []
        Trap = type("Trap", (), {"__reduce__": lambda self: (ran.append, (1,))})
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            for value in (b"cos\nsystem\n(S'true'\ntR.", pickle.dumps([1, "a"], protocol)):
                with self.subTest(protocol=protocol), self.assertRaises(ValueError):
                    decode(value)
        ran.clear()
        with self.assertRaises(ValueError):
            encode(Trap())
        self.assertEqual(ran, [])

    def test_keys_of_one_hash(self):
        """Their number would be squared: 100,000 of them keep an interpreter busy for minutes."""
        width = sys.hash_info.modulus
        text = ", ".join(str(width * number) for number in range(100_000)).encode()
        pairs = b", ".join(b"[%s, 0]" % key for key in text.split(b", "))
        tuples = b", ".join(b'{"tuple": [%s]}' % key for key in text.split(b", "))
        for data in (b'{"set": [%s]}' % text, b'{"frozenset": [%s]}' % tuples, b'{"dict": [%s]}' % pairs):
            with self.subTest(data=data[:20]), self.assertRaises(ValueError):
                decode(data)
        few = {width * number for number in range(10)}
        self.assertEqual(decode(encode(few)), few)
        many = set(range(100_000)) | {float(number) + 0.5 for number in range(100_000)} | {-1, -2}
        self.assertEqual(decode(encode(many)), many)

    def test_random_bytes(self):
        rng = random.Random(2)
        known = [encode(value) for value in VALUES]
        for _ in range(3000):
            data = bytearray(rng.choice(known)[:200])
            for _ in range(rng.randrange(1, 4)):
                if data:
                    data[rng.randrange(len(data))] = rng.choice(b'{}[]":,0a\\u')
            try:
                value = decode(bytes(data))
            except ValueError:
                continue
            encode(value)  # whatever was read is of the listed types

    def test_every_tag_is_written_by_something(self):
        written = b"".join(encode(value) for value in VALUES)
        for tag in stash_encoding._READERS:
            self.assertIn(b'{"%s": ' % tag.encode(), written)


if __name__ == "__main__":
    unittest.main()
