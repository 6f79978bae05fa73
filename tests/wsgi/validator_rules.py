"""Prints every check of `wsgiref.validate`, whose source is the first argument, as lines `function: condition`."""

import ast
import sys


class Checks(ast.NodeVisitor):
    """The calls of `assert_`, and what is raised or warned of, by the functions that they are in."""

    def __init__(self):
        self.within = []

    def visit_within(self, node):
        self.within.append(node.name)
        self.generic_visit(node)
        self.within.pop()

    visit_FunctionDef = visit_ClassDef = visit_within

    def visit_Call(self, node):
        name = ast.unparse(node.func)
        if name == "assert_":
            self.found(ast.unparse(node.args[0]))
        elif name in ("warnings.warn", "sys.stderr.write"):
            self.found(name)

    def visit_Raise(self, node):
        if self.within != ["assert_"]:
            self.found("raise")

    def found(self, what):
        print("%s: %s" % (".".join(self.within), what))


with open(sys.argv[1], encoding="utf-8") as file:
    Checks().visit(ast.parse(file.read()))
