"""Tells, as JSON, which cookies have come."""

import json

from resources import cross_origin


def main(request, response):
    cross_origin.allow(request, response)
    cookies = {name.decode("latin-1"): request.cookies.first(name).value.decode("latin-1") for name in request.cookies.keys()}
    return [("Content-Type", "application/json"), ("Cache-Control", "no-store")], json.dumps(cookies)
