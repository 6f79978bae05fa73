def main(request, response):
    key = request.GET.first(b"key").decode("ascii")
    bare = key.replace("-", "")
    stash = request.server.stash
    found = []
    for spelling in (key, key.upper(), bare, "{%s}" % key, "urn:uuid:" + key, bare.encode("ascii"), key.encode("ascii")):
        stash.put(spelling, "kept")
        found.append(stash.take(bare))
    return repr(found)
