def main(request, response):
    with request.server.stash.lock:
        return "locked"
