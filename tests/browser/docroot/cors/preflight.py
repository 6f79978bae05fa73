"""Allows PUT with X-Own and a type to those who ask, and tells what they asked. `seen` lists what else has come."""

import json

PATH = "/cors/preflight"


def main(request, response):
    key = request.GET.first(b"key")
    stash = request.server.stash
    response.headers.set("Access-Control-Allow-Origin", "*")
    with stash.lock:
        kept = stash.take(key, PATH) or {"asked": None, "came": []}
        if request.method == "OPTIONS":
            kept["asked"] = asked(request)
        elif b"seen" not in request.GET:
            kept["came"].append(request.method)
        stash.put(key, kept, PATH)

    if request.method == "OPTIONS":
        leave = [("Access-Control-Allow-Methods", "PUT"), ("Access-Control-Allow-Headers", "X-Own, Content-Type")]
        return int(request.GET.first(b"status", b"204")), leave, ""
    if b"seen" in request.GET:
        content = kept["came"]
    else:
        content = {"method": request.method, "body": request.body.decode(), "asked": kept["asked"]}
    return [("Content-Type", "application/json")], json.dumps(content)


def asked(request):
    def field(name):
        return request.headers.get(name, b"").decode("latin-1")

    return {
        "method": field(b"Access-Control-Request-Method"),
        "headers": field(b"Access-Control-Request-Headers"),
        "origin": field(b"Origin"),
    }
