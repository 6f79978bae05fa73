import time


def main(request, response):
    with request.server.stash.lock:
        time.sleep(3600)
