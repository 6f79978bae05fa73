"""Expressions that travel with a file's code: which are told, that they are as if compiled where they are used."""

import marshal
import re
import unittest
import warnings
from re import _compiler

import support  # noqa: F401  (the packages' folder on sys.path)
from airlock_runtime import compiled_patterns


def brought(source):
    """(expression, flags) that the code of `source` brings along."""
    source = source.encode()
    code = compiled_patterns.add_to(compile(source, "file.py", "exec"), source)
    last = code.co_consts[-1]
    if type(last) is not tuple or last[:1] != (compiled_patterns.MARK,):
        return []
    return [(expression, flags) for _, expression, flags, _ in marshal.loads(marshal.dumps(last))[1:]]


class Telling(unittest.TestCase):
    def test_calls_with_an_expression_in_words(self):
        for call, expected in {
            're.compile("a+")': [("a+", 0)],
            're.sub(rb"a" b"b", b"", b"")': [(b"ab", 0)],
            're.search("a" + "b", "", re.I)': [("ab", re.I.value)],
            're.split("a", "", 0, re.I | re.DOTALL)': [("a", re.I.value | re.S.value)],
            're.sub("a", "", "", flags=2)': [("a", 2)],
            'match("(?P<x>a)(b)?", "")': [("(?P<x>a)(b)?", 0)],
            'other.fullmatch(WORDS, "")': [(r"\w+ \d", 0)],
        }.items():
            source = 'import re\nimport re as other\nfrom re import match\nWORDS = r"\\w+" + r" \\d"\n%s\n' % call
            self.assertEqual(brought(source), expected, call)

    def test_what_can_not_be_told_is_left_out(self):
        for call in ["re.compile(given)", 're.compile(f"{a}")', 're.compile("a", given)', 're.compile("a", re.DEBUG)',
                     're.compile("(")', 're.compile("[[a]")', 'json.match("a", "")', 're.escape("a")', "re.compile()",
                     're.compile("a" * 5000)', 're.compile("%s")' % ("a" * 5000)]:
            self.assertEqual(brought("import re, json\n%s\n" % call), [], call)
        self.assertEqual(brought('remake.compile("a")'), [])

    def test_a_source_is_warned_of_once(self):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            brought("import re\nre.compile('\\d')\n")
        self.assertEqual(len(caught), 1)

    def test_a_source_has_a_bound(self):
        source = "import re\n" + "".join('re.compile("a%d")\n' % number for number in range(1000))
        self.assertLessEqual(len(brought(source)), compiled_patterns.MOST)


class Taking(unittest.TestCase):
    EXPRESSIONS = [("a+", 0), (b"(x)|(?P<name>y)", re.I), (r"(?P<y>\d{4})-(?P<m>\d\d)$", re.M), ("(?i:é)[ä-ü]", 0), (rb"[^\x00]\b", re.S),
                   (r"(?x) a b # c", 0), ("", 0), (r"(a)(?(1)b|c)", 0), (r"(?=x)(?<!y)(?>a*+)", 0)]

    def setUp(self):
        name = "_cache2" if hasattr(re, "_cache2") else "_cache"
        self.addCleanup(setattr, re, name, getattr(re, name))
        self.addCleanup(compiled_patterns._ready.clear)
        self.addCleanup(re.purge)
        compiled_patterns.install()

    def offered(self, expression, flags):
        source = ("import re\nre.compile(%r, %d)\n" % (expression, int(flags))).encode()
        code = compiled_patterns.add_to(compile(source, "file.py", "exec"), source)
        compiled_patterns.offer(marshal.loads(marshal.dumps(code)))

    def test_an_expression_is_as_if_compiled_in_its_place(self):
        for expression, flags in self.EXPRESSIONS:
            re.purge()
            expected = _compiler.compile(expression, int(flags))
            self.offered(expression, flags)
            self.assertEqual(len(compiled_patterns._ready), 1, expression)
            found = re.compile(expression, flags)
            self.assertEqual(len(compiled_patterns._ready), 0, expression)
            self.assertEqual(found, expected)  # patterns compare by their code
            for name in "flags", "groups", "groupindex", "pattern":
                self.assertEqual(getattr(found, name), getattr(expected, name), expression)

    def test_a_text_and_bytes_that_look_alike_are_two(self):
        self.offered("a", 0)
        self.assertEqual(re.compile(b"a").pattern, b"a")
        self.assertEqual(re.compile("a").pattern, "a")

    def test_others_are_compiled(self):
        self.offered("a", 0)
        self.assertEqual(re.compile("b").sub("", "abc"), "ac")
        self.assertRaises(re.error, re.compile, "(")
        self.assertRaises(TypeError, re.compile, ["a"])

    def test_a_warning_points_to_where_an_expression_is_used(self):
        self.offered("a", 0)
        with self.assertWarns(FutureWarning) as caught:
            re.compile("[[a]")
        self.assertEqual(caught.filename, __file__)


if __name__ == "__main__":
    unittest.main()
