"""Regular expressions of a file, compiled when the file is, in place of once more in each instance.

Python compiles an expression in Python, when it is first used: in a fresh instance every use is the first. So the ones that a
source says in so many words, `re.sub(r"a+", ...)`, are compiled beside its code and travel as its last constant. An instance
takes them from there when it is about to compile one. What can not be told from the source is compiled as ever.
"""

import ast
import marshal
import re
import time
import warnings

import _sre
from re import _compiler, _parser

MARK = "airlock: compiled patterns"
MOST = 200  # of one source
LONGEST = 512  # characters of one
SECONDS = 0.25  # for all of a source: one that is never used must not keep its file from being loaded

# Each function that takes an expression first, and where its flags stand.
_FLAGS_AT = {"compile": 1, "template": 1, "search": 2, "match": 2, "fullmatch": 2, "findall": 2, "finditer": 2,
             "split": 3, "sub": 4, "subn": 4}

_IMPORTS_RE = re.compile(rb"\bimport\b[^\n]{0,200}\bre\b|\bfrom\s+re\b")
_ready = {}  # (type of the expression, expression, flags) to what _sre.compile takes besides, as bytes


def add_to(code, source):
    """`code`, compiled from `source`, with the expressions that it says."""
    if not _IMPORTS_RE.search(source):
        return code
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what there is to warn of, compiling the source has said
            tree = ast.parse(source)
        found = _compiled(_said(tree))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return code  # what is wrong with it has been told, or will be when it runs
    if not found:
        return code
    return code.replace(co_consts=(*code.co_consts, (MARK, *found)))


def offer(code):
    """Have what `code` brings along at hand. A file that makes up such a constant itself deceives nobody else."""
    consts = code.co_consts
    last = consts[-1] if consts else None
    if type(last) is tuple and last and last[0] == MARK:
        for example, expression, flags, parts in last[1:]:
            _ready[type(example), expression, flags] = parts


class _Cache(dict):
    """In place of the cache that `re` looks into first: no frame of ours is between a use and what compiling it may warn of."""

    def __missing__(self, key):
        parts = _ready.pop(key)  # KeyError as from any cache
        pattern = self[key] = _sre.compile(key[1], *marshal.loads(parts))
        return pattern


def install():
    """Have `re` look there before it compiles."""
    name = "_cache2" if hasattr(re, "_cache2") else "_cache"
    setattr(re, name, _Cache(getattr(re, name)))


class _Names:
    """What the names of a source stand for, wherever in it they are given."""

    def __init__(self, tree):
        self.modules = set()  # those of `re` itself
        self.functions = {}  # of `re`
        self.values = {}
        self.calls = []
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                self.modules.update(name.asname or name.name for name in node.names if name.name == "re")
            elif isinstance(node, ast.ImportFrom) and node.module == "re" and not node.level:
                self.functions.update((name.asname or name.name, name.name) for name in node.names)
            elif isinstance(node, ast.Assign) and isinstance(node.value, (ast.Constant, ast.BinOp)):
                self.values.update((target.id, node.value) for target in node.targets if isinstance(target, ast.Name))
            elif isinstance(node, ast.Call):
                self.calls.append(node)

    def in_re(self, node):
        """What `re` calls it; none: it is not of `re`."""
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in self.modules:
            return node.attr
        return self.functions.get(node.id) if isinstance(node, ast.Name) else None

    def text(self, node, depth=0):
        """An expression that is said in so many words, or put together of such."""
        if isinstance(node, ast.Constant) and type(node.value) in (str, bytes) and len(node.value) <= LONGEST:
            return node.value
        if depth < 50 and isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left, right = self.text(node.left, depth + 1), self.text(node.right, depth + 1)
            if left is None or type(left) is not type(right) or len(left) + len(right) > LONGEST:
                return None
            return left + right
        if depth < 50 and isinstance(node, ast.Name) and node.id in self.values:
            return self.text(self.values[node.id], depth + 10)
        return None

    def flags(self, node, depth=0):
        """Flags, one or several; 0 where none are given."""
        if node is None:
            return 0
        if isinstance(node, ast.Constant) and type(node.value) is int:
            return node.value
        if depth < 20 and isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            left, right = self.flags(node.left, depth + 1), self.flags(node.right, depth + 1)
            return None if left is None or right is None else left | right
        value = getattr(re, self.in_re(node) or "", None)
        return value.value if isinstance(value, re.RegexFlag) else None


def _said(tree):
    """(expression, flags) of each call in `tree` of a function of `re` with an expression that can be told."""
    names = _Names(tree)
    for call in names.calls:
        at = _FLAGS_AT.get(names.in_re(call.func))
        if at is None or not call.args:
            continue
        given = {keyword.arg: keyword.value for keyword in call.keywords}
        expression = names.text(call.args[0])
        flags = names.flags(call.args[at] if len(call.args) > at else given.get("flags"))
        if expression is not None and flags is not None and not flags & re.DEBUG.value:
            yield expression, flags


def _compiled(said):
    """What `offer` takes: each with an example of its type, since types are no constants."""
    until = time.monotonic() + SECONDS
    done = {}
    for expression, flags in said:
        key = type(expression), expression, flags
        if key in done:
            continue
        if len(done) == MOST or time.monotonic() > until:
            break
        done[key] = _parts(expression, flags)
    return tuple((type(key[1])(), *key[1:], parts) for key, parts in done.items() if parts is not None)


def _parts(expression, flags):
    """What `_sre.compile` takes behind the expression, as bytes; none for one that has something to tell: a warning, an error."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            parsed = _parser.parse(expression, flags)
            code = _compiler._code(parsed, flags)
    except (re.error, Warning, ValueError, OverflowError, RecursionError, MemoryError):
        return None
    state = parsed.state
    names = [None] * state.groups
    for name, index in state.groupdict.items():
        names[index] = name
    code = [int(part) for part in code]  # some are named
    return marshal.dumps((int(flags | state.flags), code, state.groups - 1, dict(state.groupdict), tuple(names)))
