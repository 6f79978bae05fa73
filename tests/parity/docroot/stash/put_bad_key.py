def main(request, response):
    request.server.stash.put("no-uuid", "never")
    return b"never"
