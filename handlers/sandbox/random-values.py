"""Every request starts from the same frozen interpreter, and yet no two see the same random values.

    curl 'http://127.0.0.1:8000/sandbox/random-values.py'
    curl 'http://127.0.0.1:8000/sandbox/random-values.py'
"""

import json
import os
import random
import secrets
import uuid


def main(request, response):
    values = {
        "random.random": random.random(),
        "random.Random().getrandbits": random.Random().getrandbits(64),
        "secrets.token_hex": secrets.token_hex(16),
        "os.urandom": os.urandom(16).hex(),
        "uuid.uuid4": str(uuid.uuid4()),
    }
    return [("Content-Type", "application/json"), ("Cache-Control", "no-store")], json.dumps(values, indent=2) + "\n"
