import json


def main(request, response):
    token = request.GET.first(b"id")
    if request.GET.first(b"cmd") == b"store":
        seen = request.server.stash.take(token) or {}
        name = request.headers.get(b"Content-Type", b"none").decode()
        seen[name] = seen.get(name, 0) + len(request.body)
        request.server.stash.put(token, seen)
        return 204, [(b"Access-Control-Allow-Origin", b"*")], b""
    seen = request.server.stash.take(token)
    if seen is not None:
        request.server.stash.put(token, seen)
    return [(b"Content-Type", b"application/json")], json.dumps(seen, sort_keys=True)
