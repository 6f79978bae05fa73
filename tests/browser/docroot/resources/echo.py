"""Tells, as JSON, what has come: method, fields, query, and the body as text and by its length."""

import json


def main(request, response):
    body = request.body
    seen = {
        "method": request.method,
        "query": request.url_parts.query,
        "headers": {name.decode("latin-1"): request.headers[name].decode("latin-1") for name in request.headers},
        "length": len(body),
        "body": body.decode("utf-8", "replace"),
    }
    return [("Content-Type", "application/json"), ("Cache-Control", "no-store")], json.dumps(seen)
