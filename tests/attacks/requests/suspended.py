"""Leaves a generator and a coroutine half way, with what they hold, on a module of the library."""

import json


def generator():
    held = "left behind"
    yield
    yield held


async def coroutine():
    return "left behind"


def leave():
    json.left_generator = generator()
    next(json.left_generator)
    json.left_coroutine = coroutine()
    return "left"


def look():
    return "got " + next(json.left_generator) if hasattr(json, "left_generator") else "clean"
