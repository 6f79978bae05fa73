"""Runs a pipeline of its own."""
from wptserve.pipes import Pipeline


def main(request, response):
    response.content = b"abcdef"
    Pipeline("slice(1,4)|header(X-One, a\\,b)")(request, response)
