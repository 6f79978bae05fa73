"""The in-process engine's packages change the interpreter that they run in: each test gets one of its own."""

import os
import subprocess
import sys
import tempfile
import textwrap
import unittest

TESTS = os.path.dirname(os.path.abspath(__file__))

PROLOGUE = """
import sys, threading
sys.path.insert(0, %r)
import in_process_host
from in_process_host import Request
in_process_host.boot()
""" % TESTS


class InProcessCase(unittest.TestCase):
    def passes(self, files, program):
        """Runs the program in a folder with these files; it says "done" at its end."""
        with tempfile.TemporaryDirectory() as folder:
            for path, source in files.items():
                place = os.path.join(folder, path)
                os.makedirs(os.path.dirname(place), exist_ok=True)
                with open(place, "w") as file:
                    file.write(textwrap.dedent(source))
            result = subprocess.run(
                [sys.executable, "-I", "-B", "-c", PROLOGUE + textwrap.dedent(program) + "\nprint('done')"],
                capture_output=True, text=True, timeout=60, cwd=folder,
            )
        self.assertEqual(result.stdout, "done\n", result.stderr)


class InProcessTest(InProcessCase):
    def test_two_docroots_at_once(self):
        self.passes(
            {"%s/common/helper.py" % name: "import time\ntime.sleep(0.01)\nWHO = %r\n" % name for name in "ab"},
            """
            import os
            failures = []
            def client(name):
                request = Request(os.path.join(os.getcwd(), name))
                for _ in range(30):
                    seen = request.run('''
            import sys
            from common import helper
            assert sys.modules["common.helper"] is helper
            assert helper.__file__ == sys.path[0] + "/common/helper.py"
            ''')
                    if seen.helper.WHO != name:
                        failures.append((name, seen.helper.WHO))
            clients = [threading.Thread(target=client, args=(name,)) for name in "abab"]
            for client in clients: client.start()
            for client in clients: client.join()
            assert not failures, failures
            assert "common" not in sys.modules and "common.helper" not in sys.modules
            """,
        )

    def test_own_folder_and_names_that_are_no_identifiers(self):
        self.passes(
            {"one/common/security-features/x.py": "WHO = 1\n", "two/common/security-features/x.py": "WHO = 2\n"},
            """
            import os
            for number, folder in enumerate(("one", "two"), 1):
                seen = Request(os.getcwd()).run('''
            import importlib, os, sys
            sys.path.insert(0, os.path.dirname(__file__))
            x = importlib.import_module("common.security-features.x")
            ''', folder + "/handler.py")
                assert seen.x.WHO == number
            assert not any(entry.startswith(os.getcwd()) for entry in sys.path)
            """,
        )

    def test_names_that_sys_has_too(self):
        self.passes(
            {"names.py": "path = 'a path'\nmodules = stdout = 1\n"},
            """
            import os
            Request(os.getcwd()).run('''
            import names, sys
            from names import path, modules, stdout
            assert (path, modules, stdout) == ("a path", 1, 1)
            names.path = 2
            assert names.path == 2 and isinstance(sys.path, list)
            ''')
            """,
        )

    def test_packages_and_circles(self):
        self.passes(
            {
                "package/__init__.py": "from . import first\nfrom .first import NAME\n",
                "package/first.py": "from . import second\nNAME = 'first'\ndef other(): return second.NAME\n",
                "package/second.py": "from . import first\nNAME = 'second'\ndef other(): return first.NAME\n",
                "package/fails.py": "1 / 0\n",
                "alone.py": "import alone\nSELF = alone\n",
            },
            """
            import os
            seen = Request(os.getcwd()).run('''
            import alone, package, sys
            import package.second as renamed
            assert package.NAME == "first" and package.second is renamed
            assert package.first.other() == "second" and renamed.other() == "first"
            assert alone.SELF is alone and alone.__spec__._initializing is False
            try:
                import package.fails
            except ZeroDivisionError as error:
                frames = []
                entry = error.__traceback__
                while entry is not None:
                    frames.append(entry.tb_frame.f_code.co_filename.rpartition("/")[2])
                    entry = entry.tb_next
            assert frames == ["handler.py", "fails.py"], frames
            assert "package.fails" not in sys.modules and not hasattr(package, "fails")
            ''')
            """,
        )

    def test_dataclasses_with_postponed_annotations(self):
        self.passes(
            {
                "records.py": """
                    from __future__ import annotations
                    from dataclasses import dataclass, fields
                    from typing import ClassVar, get_type_hints
                    @dataclass
                    class Record:
                        number: int
                        COUNT: ClassVar[int] = 0
                    HINTS = get_type_hints(Record)
                    """
            },
            """
            import os
            records = Request(os.getcwd()).run("import records").records
            assert [field.name for field in records.fields(records.Record)] == ["number"]
            assert records.HINTS["number"] is int
            """,
        )

    def test_an_edited_helper_is_seen(self):
        self.passes(
            {"helper.py": "V = 0\n"},
            """
            import os
            for number in range(5):
                with open("helper.py", "w") as file:
                    file.write("V = %d\\n" % number)
                assert Request(os.getcwd()).run("import helper").helper.V == number
            """,
        )

    def test_shared_modules_stay_shared_and_clean(self):
        self.passes(
            {"html.py": "V = 1\n", "this.py": "V = 1\n", "mailbox/x.py": ""},
            """
            import os
            for _ in range(2):
                seen = Request(os.getcwd()).run('''
            import sys, json, mailbox, html
            sys.modules["made"] = made = object()
            assert sys.modules["made"] is made and "made" in sys.modules and "made" in list(sys.modules)
            assert sys.modules.get("nothing") is None and sys.modules.pop("nothing", 5) == 5
            del sys.modules["json"]
            assert "json" not in sys.modules and len(sys.modules) == len(list(sys.modules.items()))
            sys.path.append("/elsewhere")
            sys.path = list(sys.path) + ["/further"]
            ''')
                assert seen.mailbox.__file__ == sys.modules["mailbox"].__file__ != os.getcwd() + "/mailbox"
                assert not hasattr(seen.html, "V")  # imported before the first request, here as in the sandbox
                assert "json" in sys.modules and "made" not in sys.modules
                assert not {"/elsewhere", "/further"} & set(sys.path)
            """,
        )

    def test_what_nobody_trusts_does_not_run(self):
        self.passes(
            {"secret/helper.py": "raise SystemError('it ran')\n", "secret/__init__.py": "raise SystemError('it ran')\n",
             "plain.py": "V = 1\n"},
            """
            import os
            request = Request(os.getcwd(), trusts=lambda path: not path.startswith("secret/"))
            import tempfile
            elsewhere = tempfile.TemporaryDirectory()
            os.symlink(os.getcwd() + "/secret", elsewhere.name + "/link")
            request.elsewhere = elsewhere.name
            seen = request.run('''
            import importlib.util, imp, os, runpy, sys
            import plain
            import _airlock
            root = os.path.dirname(__file__)
            link = _airlock.current_request().elsewhere + "/link"
            sys.path[:0] = [os.path.dirname(root), root + "/secret/../secret"]
            def by_link():
                sys.path[:] = [link, *[entry for entry in sys.path if not entry.startswith(root)]]
                __import__("helper")
            def spec(path):
                found = importlib.util.spec_from_file_location("found", path)
                found.loader.exec_module(importlib.util.module_from_spec(found))
            refused = 0
            for attempt in (
                lambda: __import__("secret"), lambda: __import__("secret.helper"), lambda: __import__("helper"),
                lambda: __import__(os.path.basename(root) + ".secret"),
                lambda: spec(root + "/secret/helper.py"), lambda: imp.load_source("x", root + "/secret/helper.py"),
                lambda: runpy.run_module("secret.helper"), by_link,
            ):
                try:
                    attempt()
                except ImportError as error:
                    assert "no trust rule" in str(error), error
                    refused += 1
            ''')
            assert seen.refused == 8, seen.refused
            """,
        )

    def test_output(self):
        self.passes(
            {},
            """
            import os
            request = Request(os.getcwd())
            request.run('''
            import contextlib, io, logging, sys, threading
            print("one", 2)
            print("be", end=""); print("gun")
            sys.stderr.write("error\\\\nlast")
            sys.stdout.buffer.write(b"bytes \\\\xff\\\\n")
            logging.getLogger("x").warning("logged")
            with contextlib.redirect_stdout(io.StringIO()) as caught:
                print("caught")
            assert caught.getvalue() == "caught\\\\n"
            sys.stdout.close()
            thread = threading.Thread(target=print, args=("thread",))
            thread.start(); thread.join()
            sys.stdout = None
            print("nowhere")
            ''')
            assert request.logged == [
                (1, "one 2"), (1, "begun"), (2, "error"), (1, "bytes \\\\xff"), (2, "logged"), (1, "thread"), (2, "last"),
            ], request.logged
            """,
        )


if __name__ == "__main__":
    unittest.main()
