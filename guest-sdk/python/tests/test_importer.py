import pathlib
import sys
import tempfile
import unittest
from unittest import mock

from support import PACKAGES, DocrootImports, answer

import imp
from airlock_runtime import docroot
from airlock_runtime.docroot import ROOT, below
from airlock_runtime.docroot_importer import DocrootFinder, DocrootLoader

FILES = {
    "plain.py": "V = 1\nNAMES = __name__, __file__, __package__, __spec__.origin\n",
    "package/__init__.py": "from . import part\nfrom .part import V\nPATH = __path__\n",
    "package/part.py": "V = 2\nimport package\n",
    "space/deep/leaf.py": "V = 3\n",
    "dash-ed/na-me.py": "V = 4\n",
    "own/beside.py": "V = 5\n",
    "broken.py": "def (\n",
    "raises.py": "1 / 0\n",
}


class ImporterCase(DocrootImports):
    def result(self, top, expression, path="handler.py"):
        host = answer("%s\ndef main(request, response):\n    return repr(%s)\n" % (top, expression), files=FILES)
        name, *arguments = host.calls[0]
        self.assertEqual(name, "send", arguments)
        return eval(arguments[3].decode())


class ImporterTest(ImporterCase):
    def test_module(self):
        self.assertEqual(
            self.result("import plain", "(plain.V, plain.NAMES)"),
            (1, ("plain", "/docroot/plain.py", "", "/docroot/plain.py")),
        )

    def test_package(self):
        self.assertEqual(
            self.result(
                "import package\nfrom package import part",
                "(package.V, package.PATH, package.__file__, part.package is package)",
            ),
            (2, ["/docroot/package"], "/docroot/package/__init__.py", True),
        )

    def test_namespace_package(self):
        self.assertEqual(
            self.result("from space.deep import leaf\nimport space", "(leaf.V, list(space.__path__), leaf.__file__)"),
            (3, ["/docroot/space"], "/docroot/space/deep/leaf.py"),
        )

    def test_name_with_dash(self):
        self.assertEqual(
            self.result("import importlib\nm = importlib.import_module('dash-ed.na-me')", "(m.V, m.__name__)"),
            (4, "dash-ed.na-me"),
        )

    def test_own_folder(self):
        for folder in (
            "os.path.dirname(__file__) + '/own'",
            "os.path.join(ROOT, 'package', '..', 'own')",
            "'own'",
            "'./own/'",
        ):
            with self.subTest(folder):
                sys.modules.pop("beside", None)
                top = "import os, sys\nROOT = '/docroot'\nsys.path.insert(0, %s)\nimport beside" % folder
                self.assertEqual(self.result(top, "(beside.V, beside.__file__)"), (5, "/docroot/own/beside.py"))

    def test_absent(self):
        top = "try:\n    import package.nope\nexcept ModuleNotFoundError as error:\n    found = error.name"
        self.assertEqual(self.result(top, "found"), "package.nope")

    def test_errors_surface(self):
        for name, error in (("broken", "SyntaxError"), ("raises", "ZeroDivisionError")):
            with self.subTest(name):
                host = answer("import %s\ndef main(request, response): pass\n" % name, files=FILES)
                self.assertEqual(host.calls[0][:2], ("fail", 500))
                self.assertIn(error, host.calls[0][2])

    def refused(self, statement, error):
        """What a handler makes of an import that the host refuses."""
        def deny(host):
            def find(folder, name):
                raise PermissionError("the policy withholds this grant: modules")

            host.find = find

        host = answer(
            "try:\n    %s\nexcept %s as error:\n    text = str(error)\n"
            "def main(request, response): return text" % (statement, error),
            prepare=deny,
        )
        return host.wire or repr(host.calls).encode()

    def test_refused_by_the_host(self):
        for statement in "import nothing_like_it", "import importlib; importlib.import_module('nothing_like_it')":
            with self.subTest(statement):
                self.assertIn(b"withholds this grant: modules", self.refused(statement, "PermissionError"))

    def test_refused_to_the_standard_library_is_an_import_error(self):
        # What it tries to import need not be there.
        statement = "import pkgutil; pkgutil.resolve_name('nothing_like_it:x')"
        self.assertIn(b"withholds this grant: modules", self.refused(statement, "ModuleNotFoundError"))

    def test_importing_once(self):
        self.assertTrue(self.result("import plain\nfirst = plain\nimport plain", "first is plain"))


@unittest.skipUnless(imp.__file__.startswith(str(PACKAGES)), "this Python has an imp of its own")
class ImpTest(ImporterCase):
    def test_load_source(self):
        top = (
            "import imp, os\n"
            "first = imp.load_source('name', os.path.join(os.path.dirname(__file__), 'own', '..', 'plain.py'))\n"
            "import name\nfirst.V = 9\nsecond = imp.load_source('name', '/docroot/own/beside.py')\n"
        )
        self.assertEqual(
            self.result(top, "(first is name is second, name.V, name.__file__)"), (True, 5, "/docroot/own/beside.py")
        )

    def test_load_source_outside(self):
        host = answer("import imp\ndef main(request, response):\n    imp.load_source('x', '/etc/x.py')\n")
        self.assertIn("FileNotFoundError", host.calls[0][2])

    def test_package(self):
        top = "import imp\nmodule = imp.load_module('other', *imp.find_module('package', ['/docroot']))\n"
        self.assertEqual(
            self.result(top, "(module.V, module.__name__, imp.find_module('package', ['/docroot'])[1])"),
            (2, "other", "/docroot/package"),
        )

    def test_new_module(self):
        self.assertEqual(imp.new_module("fresh").__name__, "fresh")
        self.assertNotIn("fresh", sys.modules)


class ListingTest(unittest.TestCase):
    def test_modules_of_a_folder(self):
        with tempfile.TemporaryDirectory() as root, mock.patch.object(docroot, "root", lambda: root):
            for name in "one.py", "__init__.py", "not.a.module.py", "data.txt", "package/__init__.py", "folder/two.py":
                path = pathlib.Path(root, "space", name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch()
            finder = DocrootFinder("space")
            self.assertEqual(list(finder.iter_modules("space.")), [("space.one", False), ("space.package", True)])
            self.assertEqual(list(DocrootFinder("none").iter_modules()), [])


class ResourcesTest(unittest.TestCase):
    def test_files_beside_a_package(self):
        with tempfile.TemporaryDirectory() as root:
            pathlib.Path(root, "data.txt").write_text("data")
            reader = DocrootLoader(root + "/__init__.py", None).get_resource_reader("package")
            self.assertEqual((reader.files() / "data.txt").read_text(), "data")


class BelowTest(unittest.TestCase):
    def test_paths(self):
        for path, inside in (
            (ROOT, ""),
            (ROOT + "/", ""),
            (ROOT + "/a/../b", "b"),
            ("a/b", "a/b"),
            (".", ""),
            (b"/docroot/x", "x"),
            ("/docroots", None),
            ("/", None),
            ("..", None),
            ("/docroot/..", None),
            ("/docroot/../docroot/x", "x"),
            ("//docroot/x", None),
        ):
            with self.subTest(path=path):
                self.assertEqual(below(path), inside)


if __name__ == "__main__":
    unittest.main()
