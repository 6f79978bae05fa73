"""Shows what is new in this request and what was there when the application was loaded."""

import json
import random
import secrets
import time
import uuid

LOADED = secrets.token_hex()
SINCE = time.monotonic(), time.time()
seen = []
registry = {index: [index] for index in range(20_000)}


def application(environ, start_response):
    seen.append(environ["PATH_INFO"])
    for key in range(0, 20_000, 7):
        registry[key].append(environ["PATH_INFO"])
    registry[environ["PATH_INFO"]] = bytearray(200_000)
    answer = {
        "loaded": LOADED,
        "later": time.monotonic() >= SINCE[0] and time.time() >= SINCE[1],
        "seen": len(seen),
        "longest": max(len(value) for key, value in registry.items() if isinstance(key, int)),
        "entries": len(registry),
        "drawn": [random.random(), secrets.token_hex(), str(uuid.uuid4())],
    }
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(answer).encode()]
