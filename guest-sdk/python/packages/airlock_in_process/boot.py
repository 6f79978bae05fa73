"""What the interpreter does once, before the first request."""

import gc
import importlib
import os
import sys

from airlock_gateway import server_classes
from airlock_runtime import docroot
from airlock_runtime.boot import OWN_PACKAGES, STANDARD_LIBRARY

from . import application_views, environment, imports, output, shown_paths, threads, view, working_folder


def boot(packages):
    """Prepare the interpreter. `packages` is the folder that this package lies in."""
    for name in STANDARD_LIBRARY:
        # A handler's helper of the same name does not take a module's place, here as in the sandbox.
        try:
            importlib.import_module(name)
        except ImportError:
            pass  # this interpreter was built without it
    for name in OWN_PACKAGES:
        importlib.import_module(name)
    sys.argv = [""]
    # A handler that has waited for its client gets the interpreter back from one that computes after so long.
    sys.setswitchinterval(0.001)
    view.install()
    imports.install()
    output.install()
    threads.install()
    environment.install()
    working_folder.install()
    application_views.install()
    server_classes.install()
    docroot.shown = shown_paths.shown_by(os.fspath(packages))
    # What is here now stays for ever: no collection need look at it. A request leaves little garbage.
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
