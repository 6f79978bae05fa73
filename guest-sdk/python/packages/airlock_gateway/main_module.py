"""A file that runs as a program does: as the module `__main__`."""

import sys
from types import ModuleType


def make(code):
    """The module for the file with `code`, where others look for it."""
    module = ModuleType("__main__")
    module.__file__ = code.co_filename
    module.__builtins__ = __builtins__
    sys.modules["__main__"] = module  # pickle, dataclasses and others look a class's module up
    return module
