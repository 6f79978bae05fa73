def main(request, response):
    # What was stored is a copy: changing it afterwards changes nothing.
    key, stash = request.GET.first(b"key"), request.server.stash
    value = ["as it was"]
    stash.put(key, value)
    value.append("changed")
    return repr(stash.take(key))
