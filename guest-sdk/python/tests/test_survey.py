"""What `airlock audit` reads out of a source text."""

import unittest

import support  # noqa: F401, puts the packages on the path

from airlock_runtime.survey import survey


def needs(source):
    return {grant: what for grant, _, what in survey(source.encode(), "a.py")}


class Survey(unittest.TestCase):
    def test_nothing(self):
        self.assertEqual(survey(b"import json\ndef main(request, response):\n    return json.dumps(1)\n", "a.py"), [])

    def test_each_grant(self):
        for source, grant, what in (
                ("request.server.stash.take(1)", "stash", "request.server.stash"),
                ("open(name)", "files", "open()"),
                ("os.path.exists(name)", "files", "os.path.exists()"),
                ("pathlib.Path(name)", "files", "pathlib.Path()"),
                ("import common.part", "modules", "common.part"),
                ("from . import part", "modules", ".part"),
                ("from common.x import y", "modules", "common.x.y"),
                ("importlib.import_module('common.x-y')", "modules", "common.x-y"),
                ("importlib.import_module(name)", "modules", "import_module()"),
                ("response.writer.write(b'x')", "raw-writes", "response.writer.write()"),
                ("headers = [('Transfer-Encoding', 'chunked')]", "raw-writes", "Transfer-Encoding"),
                ("response.writer.write_push(promise)", "push", "response.writer.write_push()"),
                ("print(1)", "log", "print"),
                ("sys.stderr.write('x')", "log", "sys.stderr"),
                ("time.sleep(1)", "sleep", "time.sleep"),
                ("from time import sleep\nsleep(1)", "sleep", "sleep"),
        ):
            with self.subTest(source):
                self.assertEqual(needs(source).get(grant), what)

    def test_lines(self):
        self.assertEqual(survey(b"\n\nprint(1)\nprint(2)\n", "a.py"), [("log", 3, "print")])

    def test_what_does_not_compile(self):
        self.assertEqual(survey(b"x = (\n", "d/a.py")[:3], ("d/a.py", 1, "SyntaxError"))
        self.assertEqual(survey(b"\0", "a.py")[0], "a.py")


if __name__ == "__main__":
    unittest.main()
