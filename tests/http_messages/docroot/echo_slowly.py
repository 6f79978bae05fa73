import time


def main(request, response):
    time.sleep(0.1)
    target = request.request_path.encode("latin-1")
    return b"%s %s [%s]" % (request.method.encode(), target, request.body)
