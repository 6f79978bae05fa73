"""Fails with an exception whose traceback goes through as many files as it can: none of it is for the client."""

import json


def main(request, response):
    def hook(pairs):
        raise ValueError("failed below %s" % __file__)
    return json.loads("{}", object_pairs_hook=hook)
