"""What a source file seems to ask of the host, by looking at its text: for `airlock audit`.

An estimate: it names too much rather than too little, and what goes through getattr() or exec() escapes it.
"""

import ast
import sys

from .docroot import INSIDE

# Roots of what is there without the docroot.
_PRESENT = frozenset(sys.stdlib_module_names) | {"wptserve", "imp", "_airlock", "airlock_runtime"}

_LOG_NAMES = frozenset(("print", "logging", "logger", "warnings"))
_LOG_STREAMS = frozenset(("stdout", "stderr"))
_SLEEPS = frozenset(("sleep", "wait", "wait_for", "select", "poll"))
_SLEEP_MODULES = frozenset(("time", "asyncio", "threading", "select", "selectors", "sched"))
_FILE_CALLS = frozenset(("open", "fdopen", "listdir", "scandir", "walk", "stat", "lstat", "exists", "isfile", "isdir", "getsize",
                         "getmtime", "glob", "iglob", "iterdir", "read_text", "read_bytes", "open_code", "copyfileobj"))
_FILE_MODULES = frozenset(("os", "io", "pathlib", "glob", "codecs", "shutil", "linecache", "fileinput", "zipfile", "tarfile"))
_RAW_WRITES = frozenset(("write", "write_raw_content"))


def survey(source, path):
    """A list of (grant, line, what was seen), once for each grant and what was seen; for imports the dotted name.

    For a source that does not compile (path, line, kind of error, message).
    """
    try:
        tree = ast.parse(source, INSIDE + path)
    except SyntaxError as error:
        return path, error.lineno or 0, type(error).__name__, error.msg or ""
    except (RecursionError, MemoryError, ValueError) as error:
        return path, 0, type(error).__name__, str(error)
    finder = _Finder()
    finder.visit(tree)
    return [(grant, line, what) for (grant, what), line in finder.found.items()]


class _Finder(ast.NodeVisitor):
    def __init__(self):
        self.found = {}
        self.imported = set()  # names that `from time import sleep` and the like brought in

    def _need(self, grant, node, what):
        self.found.setdefault((grant, what), node.lineno)

    def visit_Import(self, node):
        for alias in node.names:
            self._module(node, alias.name)

    def visit_ImportFrom(self, node):
        if node.level:
            name = "." * node.level + (node.module or "")
            for alias in node.names:
                self._need("modules", node, name if name.endswith(".*") else "%s%s%s" % (
                    name, "" if name.endswith(".") else ".", alias.name))
            return
        self._module(node, node.module)
        if node.module.partition(".")[0] in _PRESENT:
            self.imported.update((node.module, alias.asname or alias.name) for alias in node.names)
            return
        for alias in node.names:
            if alias.name != "*":
                self._need("modules", node, "%s.%s" % (node.module, alias.name))

    def _module(self, node, name):
        if name.partition(".")[0] not in _PRESENT:
            self._need("modules", node, name)

    def visit_Call(self, node):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        owner = _dotted(node.func.value) if isinstance(node.func, ast.Attribute) else ""
        root = owner.partition(".")[0]
        if name in ("import_module", "__import__"):
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                self._module(node, first.value)
            else:
                self._need("modules", node, "%s()" % name)
        if name in _SLEEPS and (root in _SLEEP_MODULES or self._brought(name, _SLEEP_MODULES) or name == "wait"):
            self._need("sleep", node, _text(node.func))
        if name in _FILE_CALLS and (not owner or root in _FILE_MODULES or name in ("read_text", "read_bytes", "iterdir")):
            self._need("files", node, "%s()" % _text(node.func))
        if name == "Path" or name == "get_data":
            self._need("files", node, "%s()" % _text(node.func))
        if name in _RAW_WRITES and owner.endswith("writer"):
            self._need("raw-writes", node, "%s()" % _text(node.func))
        if name == "write_push":
            self._need("push", node, "%s()" % _text(node.func))
        self.generic_visit(node)

    def visit_Attribute(self, node):
        if node.attr == "stash":
            self._need("stash", node, _text(node))
        elif node.attr in _LOG_STREAMS and _dotted(node.value) == "sys":
            self._need("log", node, _text(node))
        self.generic_visit(node)

    def visit_Name(self, node):
        if node.id in _LOG_NAMES:
            self._need("log", node, node.id)

    def visit_Constant(self, node):
        value = node.value
        if isinstance(value, str):
            value = value.encode("utf-8", "replace")
        if isinstance(value, bytes) and value.lower() == b"transfer-encoding":
            self._need("raw-writes", node, "Transfer-Encoding")

    def _brought(self, name, modules):
        return any(brought == name and module.partition(".")[0] in modules for module, brought in self.imported)


def _dotted(node):
    """`a.b.c` for such an expression, "" for the start of any other."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return "%s.%s" % (_dotted(node.value), node.attr)
    return ""


def _text(node):
    text = ast.unparse(node)
    return text if len(text) <= 60 else text[:57] + "..."
