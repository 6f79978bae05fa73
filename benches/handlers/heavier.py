"""A handler that does some work: two regular expressions, sha256, a UUID, a query, 50 formatted lines.

All of it is constant but for the UUID, so that every server must answer the same text around that one value.
"""

import hashlib
import re
import uuid
from urllib.parse import parse_qs

QUERY = "user=ada%20lovelace&page=7&tag=engine&tag=notes&since=1843-09-05"


def main(request, response):
    query = parse_qs(QUERY)
    year, month, day = re.match(r"(\d{4})-(\d\d)-(\d\d)$", query["since"][0]).groups()
    name = re.sub(r"\b([a-z])([a-z]+)", lambda word: word[1].upper() + word[2], query["user"][0])
    digest = hashlib.sha256(QUERY.encode()).hexdigest()
    lines = ["%s, %s.%s.%s" % (name, day, month, year), str(uuid.uuid4())]
    for number in range(50):
        lines.append("%3d. %s of %s: %s" % (number, query["tag"][number % 2], query["page"][0], digest[:16]))
    return 200, [(b"Content-Type", b"text/plain")], "\n".join(lines).encode()
