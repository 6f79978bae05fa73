"""Say what earlier requests have left behind in the interpreter, then leave something behind at each of those places.

Each probe looks for its own mark and sets it. On a server that keeps its interpreter every probe finds its mark at the
second request; where each request begins anew, none ever does.
"""

import builtins
import codecs
import decimal
import gc
import io
import json
import logging
import mimetypes
import os
import random
import sys
import types
import warnings

import traces_helper
from wptserve.response import Response

MARK = "left_behind"
PROBES = []


def probe(leave):
    """Register a function that leaves a mark; its attribute `look`, set below, says whether the mark is there."""
    PROBES.append(leave)
    return leave


def looks(leave):
    def register(look):
        leave.look = look
        return look
    return register


@probe
def global_of_a_helper():
    traces_helper.SEEN.append(MARK)


looks(global_of_a_helper)(lambda: bool(traces_helper.SEEN))


@probe
def builtin_added():
    setattr(builtins, MARK, True)


looks(builtin_added)(lambda: hasattr(builtins, MARK))


@probe
def builtin_replaced():
    original = builtins.sorted

    def replaced(*values, **named):
        return original(*values, **named)

    replaced.mark = MARK
    builtins.sorted = replaced


looks(builtin_replaced)(lambda: hasattr(builtins.sorted, "mark"))


@probe
def module_added():
    sys.modules[MARK] = types.ModuleType(MARK)


looks(module_added)(lambda: MARK in sys.modules)


@probe
def stdlib_function_replaced():
    original = json.dumps

    def replaced(*values, **named):
        return original(*values, **named)

    replaced.mark = MARK
    json.dumps = replaced


looks(stdlib_function_replaced)(lambda: hasattr(json.dumps, "mark"))


@probe
def stdlib_attribute_added():
    setattr(os.path, MARK, True)


looks(stdlib_attribute_added)(lambda: hasattr(os.path, MARK))


@probe
def class_of_the_package_changed():
    setattr(Response, MARK, True)


looks(class_of_the_package_changed)(lambda: hasattr(Response, MARK))


@probe
def environment():
    os.environ["LEFT_BEHIND"] = MARK


looks(environment)(lambda: "LEFT_BEHIND" in os.environ)


@probe
def path():
    sys.path.append("/" + MARK)


looks(path)(lambda: "/" + MARK in sys.path)


@probe
def import_hook():
    hook = type(MARK, (), {"find_spec": staticmethod(lambda name, path=None, target=None: None)})
    sys.meta_path.append(hook)


looks(import_hook)(lambda: any(getattr(hook, "__name__", "") == MARK for hook in sys.meta_path))


@probe
def open_file():
    sys.left_open = open(__file__, "rb")
    sys.left_open.read(7)


looks(open_file)(lambda: hasattr(sys, "left_open"))


@probe
def standard_output():
    sys.stdout = io.StringIO(MARK)


looks(standard_output)(lambda: isinstance(sys.stdout, io.StringIO))


@probe
def recursion_limit():
    sys.setrecursionlimit(1234)


looks(recursion_limit)(lambda: sys.getrecursionlimit() == 1234)


@probe
def seed():
    random.seed(MARK)


looks(seed)(lambda: random.getstate() == random.Random(MARK).getstate())


@probe
def warning_filter():
    warnings.filterwarnings("ignore", message=MARK)


looks(warning_filter)(lambda: any(MARK in str(one[1]) for one in warnings.filters))


@probe
def log_handler():
    logging.getLogger(MARK).addHandler(logging.NullHandler())


looks(log_handler)(lambda: bool(logging.getLogger(MARK).handlers))


@probe
def media_type():
    mimetypes.add_type("left/behind", ".left")


looks(media_type)(lambda: mimetypes.guess_type("a.left")[0] is not None)


@probe
def codec():
    codecs.register(lambda name: codecs.lookup("utf-8") if name == MARK else None)


@looks(codec)
def codec_is_there():
    try:
        return codecs.lookup(MARK) is not None
    except LookupError:
        return False


@probe
def decimal_precision():
    decimal.DefaultContext.prec = 7


looks(decimal_precision)(lambda: decimal.DefaultContext.prec == 7)


@probe
def collector():
    gc.set_threshold(711)


looks(collector)(lambda: gc.get_threshold()[0] == 711)


@probe
def living_class():
    sys.left_class = type("LeftBehind", (), {})


looks(living_class)(lambda: any(one.__name__ == "LeftBehind" for one in object.__subclasses__()))


def main(request, response):
    found = [one.__name__ for one in PROBES if one.look()]
    for one in PROBES:
        one()
    if b"fail" in request.GET:
        raise RuntimeError("after leaving its marks")
    if b"probes" in request.GET:
        return "\n".join(one.__name__ for one in PROBES)
    return "\n".join(found) or "clean"
