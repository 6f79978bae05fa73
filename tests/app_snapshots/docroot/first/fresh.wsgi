"""Shows what is new in this request and what was there when the application was loaded."""

import json
import random
import secrets
import uuid

LOADED = secrets.token_hex()
seen = []
registry = {index: [index] for index in range(20_000)}


def application(environ, start_response):
    seen.append(environ["PATH_INFO"])
    for key in range(0, 20_000, 7):
        registry[key].append(environ["PATH_INFO"])
    registry[environ["PATH_INFO"]] = bytearray(200_000)
    answer = {
        "loaded": LOADED,
        "seen": len(seen),
        "longest": max(len(value) for key, value in registry.items() if isinstance(key, int)),
        "entries": len(registry),
        "drawn": [random.random(), secrets.token_hex(), str(uuid.uuid4())],
    }
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(answer).encode()]
