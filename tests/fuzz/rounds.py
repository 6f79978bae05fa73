"""What the fuzzers in Python have in common: rounds by numbered seeds, for a time, and what is said at the end."""

import argparse
import importlib
import os
import pathlib
import random
import sys
import time
import traceback
import types
import warnings

PACKAGES = pathlib.Path(__file__).resolve().parents[2] / "guest-sdk" / "python" / "packages"
MOST_FINDINGS = 20
PROGRESS = 10  # seconds


def _cgi():
    """Python's own, which 3.13 has no more."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return importlib.import_module("cgi")
        except ImportError:
            return None


# What forms and parameters are compared with, if there is any.
CGI = _cgi()


def import_packages(**host):
    """Makes the Python packages importable outside a sandbox; `host` is what their module `_airlock` has."""
    sys.path.insert(0, str(PACKAGES))
    sys.dont_write_bytecode = True
    sys.modules.setdefault("_airlock", types.SimpleNamespace(ClientGone=BrokenPipeError, **host))


def pieces_of(rng, data):
    """`data` cut at random places."""
    pieces = []
    while data:
        size = rng.choice([1, 1, 2, 3, rng.randrange(1, 40), rng.randrange(1, 9000)])
        pieces.append(data[:size])
        data = data[size:]
    return pieces


def mutated(rng, data, words):
    """`data` with a few changes: bytes, stretches of it again, and some of `words`."""
    data = bytearray(data)
    for _ in range(rng.choice([0, 1, 1, 2, 3, 8])):
        at = rng.randrange(len(data) + 1)
        kind = rng.randrange(5)
        if kind == 0 and data:
            data[at % len(data)] = rng.randrange(256)
        elif kind == 1:
            del data[at:at + rng.randrange(1, 8)]
        elif kind == 2:
            data[at:at] = rng.choice(words)
        elif kind == 3:
            to = rng.randrange(len(data) + 1)
            data[at:at] = data[min(at, to):max(at, to)][:2000]
        elif data:
            data[at % len(data)] ^= 1 << rng.randrange(8)
    return bytes(data[:200_000])


def main(description, round_of):
    """Rounds until the time is over. `round_of(random.Random)` raises what should not be, and returns 1 where its bytes were
    accepted. The program's exit code."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=10, help="how long (10)")
    parser.add_argument("--seed", type=int, help="of the first round; each further one has the next number")
    options = parser.parse_args()
    seed = int.from_bytes(os.urandom(6), "big") if options.seed is None else options.seed
    first, taken, findings = seed, 0, 0
    begun = time.monotonic()
    said = begun
    while time.monotonic() < begun + options.seconds and findings < MOST_FINDINGS:
        try:
            taken += round_of(random.Random(seed))
        except Exception:
            findings += 1
            print("seed %d: %.4000s" % (seed, traceback.format_exc()), flush=True)
        seed += 1
        if time.monotonic() > said + PROGRESS:
            said = time.monotonic()
            print("%d rounds" % (seed - first), flush=True)
    print("%d rounds from seed %d on, %d accepted, %d findings" % (seed - first, first, taken, findings))
    return 1 if findings else 0
