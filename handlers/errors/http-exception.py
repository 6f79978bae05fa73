"""Raise HTTPException to answer with any error code, from however deep in your code.

    curl -i 'http://127.0.0.1:8000/errors/http-exception.py'
"""

from wptserve.utils import HTTPException


def find_exhibit(number):
    raise HTTPException(410, "exhibit %d has left the museum" % number)


def main(request, response):
    return find_exhibit(7)
