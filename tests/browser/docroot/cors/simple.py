def main(request, response):
    query = request.GET
    if b"allow" in query:
        response.headers.set("Access-Control-Allow-Origin", query.first(b"allow"))
    if b"expose" in query:
        response.headers.set("Access-Control-Expose-Headers", query.first(b"expose"))
    if b"credentials" in query:
        response.headers.set("Access-Control-Allow-Credentials", "true")
    headers = [("Content-Type", "text/plain"), ("X-Shown", 1), ("X-Hidden", 1)]
    return headers, "%s from %s" % (request.method, request.headers.get(b"Origin", b"nowhere").decode("latin-1"))
