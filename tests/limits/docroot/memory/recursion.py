"""Recursion without end, in every form that has its own way through the interpreter. `?form` runs one; without a query,
their names. A form that comes to an end says so: not every depth is too deep."""

import ast
import copy
import functools
import itertools
import json
import marshal
import operator
import pickle
import re
import sys
import xml.etree.ElementTree

DEEP = 100_000
FORMS = {}


def form(function):
    FORMS[function.__name__] = function
    return function


def nested(make, innermost, depth=DEEP):
    value = innermost
    for _ in range(depth):
        value = make(value)
    return value


def nested_list():
    return nested(lambda value: [value], [])


class Plain:
    pass


# Python calls.

@form
def function():
    return function()


@form
def function_without_limit():
    sys.setrecursionlimit(10 ** 9)
    return function()


@form
def method_getattr():
    class Asked:
        def __getattr__(self, name):
            return getattr(self, name)
    return Asked().anything


@form
def method_getattr_without_limit():
    sys.setrecursionlimit(10 ** 9)
    return method_getattr()


@form
def method_getattribute():
    class Asked:
        def __getattribute__(self, name):
            return self.other
    return Asked().anything


@form
def method_repr():
    class Shown:
        def __repr__(self):
            return repr(self)
    return repr(Shown())


@form
def method_eq():
    class Compared:
        def __eq__(self, other):
            return self == other
    return Compared() == Compared()


@form
def method_call():
    class Called:
        pass
    Called.__call__ = Called()
    return Called()()


@form
def method_iter():
    class Iterated:
        def __iter__(self):
            return iter(self)
    return list(Iterated())


@form
def method_instancecheck():
    class Meta(type):
        def __instancecheck__(cls, instance):
            return isinstance(instance, cls)

    class Checked(metaclass=Meta):
        pass
    return isinstance(1, Checked)


@form
def method_del():
    class Deleted:
        def __del__(self):
            Deleted()
    Deleted()


# Through C code and back.

@form
def sort_key():
    def key(value):
        return sorted([1], key=key)
    return key(1)


@form
def sort_key_without_limit():
    sys.setrecursionlimit(10 ** 9)
    return sort_key()


@form
def map_function():
    def call(value):
        return list(map(call, [1]))
    return call(1)


@form
def reduce_function():
    def call(left, right):
        return functools.reduce(call, [1, 2])
    return call(1, 2)


@form
def cached_function_without_limit():
    sys.setrecursionlimit(10 ** 9)

    @functools.lru_cache
    def call(value):
        return call(value + 1)
    return call(1)


@form
def regex_substitution():
    def call(match):
        return re.sub("a", call, "a")
    return call(None)


@form
def exec_source():
    source = "exec(source)"
    exec(source, {"source": source})


@form
def attribute_getters():
    value = Plain()
    value.a = value
    return operator.attrgetter(".".join(["a"] * DEEP))(value) is value


# Values inside values.

@form
def json_loads():
    return json.loads("[" * DEEP)


@form
def json_loads_objects():
    return json.loads('{"a":' * DEEP)


@form
def json_dumps():
    return json.dumps(nested_list())


@form
def repr_of_lists():
    return repr(nested_list())


@form
def repr_of_dicts():
    return repr(nested(lambda value: {1: value}, {}))


@form
def repr_of_tuples():
    return repr(nested(lambda value: (value,), ()))


@form
def repr_of_partials():
    return repr(nested(lambda value: functools.partial(print, value), abs))


@form
def repr_of_generic_aliases():
    return repr(nested(lambda value: list[value], int))


@form
def equal_lists():
    return nested_list() == nested_list()


@form
def equal_dicts():
    return nested(lambda value: {1: value}, {}) == nested(lambda value: {1: value}, {})


@form
def hash_of_tuples():
    return hash(nested(lambda value: (value,), ()))


@form
def hash_of_frozensets():
    return hash(nested(lambda value: frozenset([value]), frozenset()))


@form
def pickle_dumps():
    return pickle.dumps(nested_list())


@form
def pickle_dumps_in_python():
    return pickle._dumps(nested_list())


@form
def pickle_loads():
    return repr(pickle.loads(b"(" * DEEP + b"t" * DEEP + b"."))


@form
def marshal_dumps():
    return marshal.dumps(nested_list())


@form
def marshal_loads():
    return marshal.loads(b"[" + b"\x01\x00\x00\x00[" * DEEP + b"\x00\x00\x00\x00")


@form
def deep_copy():
    return copy.deepcopy(nested_list())


@form
def isinstance_tuples():
    return isinstance("", nested(lambda value: (value,), int))


@form
def xml_parse():
    return xml.etree.ElementTree.tostring(xml.etree.ElementTree.fromstring("<a>" * DEEP + "</a>" * DEEP))


@form
def exception_causes():
    def caused(cause):
        error = ValueError()
        error.__cause__ = cause
        return error
    raise nested(caused, None, 3000)


@form
def exception_groups():
    raise nested(lambda error: ExceptionGroup("", [error]), ValueError(), 3000)


# Iterators over iterators.

@form
def chain_of_generator_expressions():
    return next(nested(lambda inner: (value for value in inner), iter([1])))


@form
def chain_of_yield_from():
    def outer(inner):
        yield from inner
    return next(nested(outer, iter([1])))


@form
def chain_of_maps():
    return next(nested(lambda inner: map(abs, inner), iter([1])))


@form
def chain_of_filters():
    return next(nested(lambda inner: filter(None, inner), iter([1])))


@form
def chain_of_zips():
    return next(nested(lambda inner: zip(inner), iter([1])))


@form
def chain_of_enumerates():
    return next(nested(enumerate, iter([1])))


@form
def chain_of_slices():
    return next(nested(lambda inner: itertools.islice(inner, 5), iter([1])))


@form
def chain_of_chains():
    return next(nested(itertools.chain, iter([1])))


# Letting go of what is deep.

@form
def drop_lists():
    nested_list()


@form
def drop_maps():
    nested(lambda inner: map(abs, inner), iter([1]), 3 * DEEP)


@form
def drop_generators():
    def outer(inner):
        yield from inner
    nested(outer, iter([1]))


@form
def drop_objects():
    def linked(following):
        value = Plain()
        value.following = following
        return value
    nested(linked, None, 3 * DEEP)


@form
def drop_partials():
    nested(lambda value: functools.partial(print, value), abs, 3 * DEEP)


# Source inside source.

@form
def compile_parentheses():
    compile("(" * DEEP + ")" * DEEP, "deep", "eval")


@form
def compile_minus():
    compile("-" * DEEP + "1", "deep", "eval")


@form
def compile_not():
    compile("not " * DEEP + "1", "deep", "eval")


@form
def compile_sum():
    compile("+".join(["a"] * DEEP), "deep", "eval")


@form
def compile_attributes():
    compile("a" + ".b" * DEEP, "deep", "eval")


@form
def compile_calls():
    compile("a" + "()" * DEEP, "deep", "eval")


@form
def compile_lambdas():
    compile("lambda:" * DEEP + "1", "deep", "eval")


@form
def compile_conditions():
    compile("1 if 1 else " * DEEP + "1", "deep", "eval")


@form
def compile_elif():
    compile("if a: pass\n" + "elif a: pass\n" * DEEP, "deep", "exec")


@form
def compile_format_strings():
    compile('f"{' * 100 + "1" + '}"' * 100, "deep", "eval")


@form
def compile_syntax_tree():
    tree = nested(lambda operand: ast.UnaryOp(ast.USub(), operand, lineno=1, col_offset=0),
                  ast.Constant(1, lineno=1, col_offset=0))
    compile(ast.Expression(tree), "deep", "eval")


@form
def literal_eval():
    ast.literal_eval("-" * DEEP + "1")


@form
def regex_groups():
    re.compile("(" * DEEP + "a" + ")" * DEEP)


@form
def regex_repeats():
    re.match("(?:a|b)*c", "ab" * DEEP)


def main(request, response):
    name = request.url_parts.query
    if not name:
        return "\n".join(FORMS)
    FORMS[name]()
    return "came to an end"
