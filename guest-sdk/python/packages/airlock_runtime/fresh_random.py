"""Randomness that differs between instances of one snapshot.

The snapshot holds the state of `random`'s shared generator, so that every instance would draw the same numbers.
Here that generator is replaced by one that seeds itself from the system on first use; a request that draws no
random number pays nothing. What else in the standard library keeps entropy or time, and what becomes of it:

- `uuid`: uuid4 asks the system each time; the node and the last timestamp of uuid1 are forgotten (`forget`).
- `tempfile`: its sequence of names is forgotten, and made with a generator of its own when needed.
- `email` boundaries and message ids, `statistics`: call `random`'s functions, which are those of this module.
- `secrets`, `random.SystemRandom`, `hmac`: keep nothing.
- a `random.Random()` that a handler makes: seeds itself from the system then.
- `multiprocessing`: draws a key when it is imported, hence must not be in the snapshot.
- `logging`: counts `relativeCreated` from its import, that is from the snapshot. Harmless.
- the hash seed is the snapshot's, and so is the salt that `xml` parsers take from it.
"""

import random
import sys


class FreshRandom(random.Random):
    """A generator that is seeded when first used.

    Once seeded it has the C functions in its dict, where the methods of `Random` find them; that they are there
    says that it is seeded.
    """

    def random(self):
        """The next number in the interval [0.0, 1.0)."""
        self._wake()
        return self.__dict__["random"]()

    def getrandbits(self, k, /):
        """An integer of `k` random bits."""
        self._wake()
        return self.__dict__["getrandbits"](k)

    def seed(self, a=None, version=2):
        super().seed(a, version)
        self._awake()

    def getstate(self):
        self._wake()
        return super().getstate()

    def setstate(self, state):
        super().setstate(state)
        self._awake()

    def sleep(self):
        """Be unseeded again."""
        self.__dict__.clear()
        self.gauss_next = None

    def _wake(self):
        if "random" not in self.__dict__:
            self.seed()

    def _awake(self):
        self.__dict__["random"] = super().random
        self.__dict__["getrandbits"] = super().getrandbits


def install():
    """Make `random`'s functions those of an unseeded generator."""
    fresh = FreshRandom()
    fresh.sleep()
    before = random._inst
    random._inst = fresh
    for name, value in list(vars(random).items()):
        if getattr(value, "__self__", None) is before:
            setattr(random, name, getattr(fresh, name))


def forget():
    """Forget entropy and time that modules keep: the last step before the snapshot."""
    random._inst.sleep()
    for module, name in (("uuid", "_node"), ("uuid", "_last_timestamp"), ("tempfile", "_name_sequence"),
                         ("tempfile", "tempdir")):
        if module in sys.modules:
            setattr(sys.modules[module], name, None)
