import time


def main(request, response):
    time.sleep(0.05)
    return b"slept %s" % request.request_path.encode()
