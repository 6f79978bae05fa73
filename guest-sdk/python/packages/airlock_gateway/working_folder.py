"""The working folder of a request, which has none of its own until it goes somewhere."""

import os

from airlock_runtime import docroot


def to_serve():
    """The folder that a handler for files serves by default. The in-process engine has another answer."""
    folder = os.getcwd()
    return docroot.root() if docroot.below(folder) is None else folder
