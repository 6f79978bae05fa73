"""Numbers by chance, from every source that a handler may draw them from. Each line is a name and a value."""

import email.generator
import os
import random
import secrets
import tempfile
import uuid
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText


def boundary():
    message = MIMEMultipart()
    message.attach(MIMEText("text"))
    message.as_string()
    return message.get_boundary()


def main(request, response):
    by_time = uuid.uuid1()
    drawn = [
        ("random.random", random.random()),
        ("random.getrandbits", random.getrandbits(64)),
        ("random.randbytes", random.randbytes(8).hex()),
        ("random.Random", random.Random().random()),
        ("random.SystemRandom", random.SystemRandom().random()),
        ("uuid.uuid4", uuid.uuid4()),
        ("uuid.uuid1", by_time),
        ("uuid.uuid1.node", by_time.node),
        ("uuid.uuid1.clock_seq", by_time.clock_seq),
        ("secrets.token_hex", secrets.token_hex(16)),
        ("secrets.randbits", secrets.randbits(64)),
        ("os.urandom", os.urandom(16).hex()),
        ("tempfile name", next(tempfile._get_candidate_names())),
        ("email boundary", boundary()),
        ("shuffle", "-".join(map(str, random.sample(range(1000), 12)))),
    ]
    return "\n".join("%s=%s" % pair for pair in drawn)
