"""C code that takes from C code: nothing of Python runs in between."""

import collections
import itertools


def attempt():
    collections.deque(itertools.cycle([1]), maxlen=0)
