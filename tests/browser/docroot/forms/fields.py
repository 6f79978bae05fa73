"""Tells, as JSON, what of a form has come."""

import json


FORMS = (b"application/x-www-form-urlencoded", b"multipart/form-data")


def main(request, response):
    media_type = request.headers.get(b"Content-Type", b"").split(b";")[0]
    seen = {
        "method": request.method,
        "type": media_type.decode("latin-1"),
        "GET": told(request.GET),
        "POST": told(request.POST) if media_type in FORMS else {},
        "body": request.body.decode("latin-1"),
    }
    return [("Content-Type", "text/plain; charset=utf-8")], json.dumps(seen)


def told(values):
    return {text(name): [told_one(value) for value in values.get_list(name)] for name in values.keys()}


def told_one(value):
    if isinstance(value, bytes):
        return text(value)
    # The name is bytes, one for each letter.
    filename = value.filename.encode("latin-1").decode("utf-8")
    return {"filename": filename, "type": value.type, "bytes": list(value.file.read())}


def text(value):
    return value.decode("utf-8", "replace")
