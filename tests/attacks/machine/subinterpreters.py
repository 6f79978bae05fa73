"""A second interpreter inside the first, whose modules nobody has prepared."""

import importlib


def attempt():
    for name in ["_interpreters", "_xxsubinterpreters", "_interpchannels", "_interpqueues"]:
        try:
            module = importlib.import_module(name)
            made = module.create()
            module.run_string(made, "import os; os.system('true')")
            return "got an interpreter"
        except (ImportError, RuntimeError, AttributeError, TypeError) as error:
            last = error
    raise last
