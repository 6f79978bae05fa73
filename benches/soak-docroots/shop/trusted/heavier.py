"""Some work: a table of numbers sorted, written as JSON, and hashed."""

import hashlib
import json


def main(request, response):
    seed = int(request.GET.first(b"soak"))
    numbers = sorted((seed * factor) % 9973 for factor in range(1, 400))
    text = json.dumps({"soak": seed, "numbers": numbers}).encode()
    response.headers.set("Content-Type", "text/plain")
    return hashlib.sha256(text).hexdigest()
