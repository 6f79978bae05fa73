"""Leaves lines without an end in all that is logged. The query is what they say."""

import sys


def main(request, response):
    said = request.url_parts.query
    print("printed by", said, end="")
    sys.stderr.write("written by " + said)
    return said
