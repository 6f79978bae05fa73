import marshal
import unittest

import support  # noqa: F401
from airlock_runtime import dispatch
from airlock_runtime.in_memory import InMemory


class CompileTest(unittest.TestCase):
    def test_code(self):
        code = marshal.loads(dispatch.compile_source(b"x = 1", "a/b.py"))
        self.assertEqual(code.co_filename, "/docroot/a/b.py")

    def test_encodings(self):
        for source in (b"# coding: latin-1\nx = '\xe9'", b"\xef\xbb\xbfx = '\xc3\xa9'", b"x = '\xc3\xa9'"):
            names = {}
            exec(marshal.loads(dispatch.compile_source(source, "a.py")), names)
            self.assertEqual(names["x"], "\xe9")

    def test_nothing_of_this_file_reaches_the_handler(self):
        code = marshal.loads(dispatch.compile_source(b"def f(x: Nope): pass", "a.py"))
        with self.assertRaises(NameError):  # annotations are evaluated up to 3.13, whatever this package imports
            exec(code, names := {})
            names["f"].__annotations__

    def test_problems(self):
        for source, line, kind in (
            (b"x = 1\ndef (", 2, "SyntaxError"),
            (b"if x:\ny = 1", 2, "IndentationError"),
            (b"# coding: nope\n", None, "SyntaxError"),
            (b"x = '\xff'", None, "SyntaxError"),
            (b"x\0", None, None),
            (b"(" * 1000, None, None),
            (b"-" * 100_000 + b"1", None, None),
        ):
            with self.subTest(source[:20]):
                path, found, name, message = dispatch.compile_source(source, "a.py")
                self.assertEqual(path, "a.py")
                self.assertIsInstance(message, str)
                if line is not None:
                    self.assertEqual(found, line)
                if kind is not None:
                    self.assertEqual(name, kind)


class CheckTest(unittest.TestCase):
    def check(self, source):
        host = InMemory({"a.py": source, "broken.py": "x =\n"})
        host.request("/", path="a.py")
        with host.installed():
            return dispatch.check()

    def test_handlers(self):
        for name in ("main", "handle_headers", "handle_data"):
            self.assertIsNone(self.check("def %s(*arguments): pass" % name))

    def test_problems(self):
        for source, problem in (
            ("x = 1", ("a.py", 0, "NoHandler")),
            ("x = 1\n1 / 0", ("a.py", 2, "ZeroDivisionError")),
            ("x =", ("a.py", 1, "SyntaxError")),
            ("\nraise SystemExit", ("a.py", 2, "SystemExit")),
            ("def f():\n    {}['x']\nf()", ("a.py", 2, "KeyError")),
        ):
            with self.subTest(source):
                found = self.check(source)
                self.assertEqual(found[:3], problem)
                self.assertIsInstance(found[3], str)


if __name__ == "__main__":
    unittest.main()
