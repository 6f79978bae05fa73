"""A file that runs as a module of its own, which handlers' files do not."""

import sys
from types import ModuleType

# A name that no other module has. Not `__main__`: an application's file that asks "am I the script?" is to hear no.
APPLICATION = "_airlock_application"


def make(code, name):
    """The module `name` for the file with `code`, where others look for it."""
    module = ModuleType(name)
    module.__file__ = code.co_filename
    module.__builtins__ = __builtins__
    sys.modules[name] = module  # pickle, dataclasses and others look a class's module up
    return module
