def main(request, response):
    with request.server.stash.lock:
        while True:
            pass
