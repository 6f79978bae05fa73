"""Values in values, deeper than any stack: each library ends with an exception of its own."""

import ast
import copy
import json
import pickle


def deep(depth=20_000):
    value = []
    for _ in range(depth):
        value = [value]
    return value


def attempt():
    ends = []
    for way in [lambda: repr(deep()), lambda: json.dumps(deep()), lambda: pickle.dumps(deep()), lambda: copy.deepcopy(deep()),
                lambda: json.loads("[" * 200_000), lambda: ast.literal_eval("(" * 3000 + ")" * 3000), lambda: eval("-" * 100_000 + "1"),
                lambda: hash(eval("(" * 90 + "1," + ")," * 89 + ")"))]:
        try:
            way()
            ends.append("end")
        except (RecursionError, MemoryError, SyntaxError):
            ends.append("refused")
    return "got %d ways to an end" % len(ends)
