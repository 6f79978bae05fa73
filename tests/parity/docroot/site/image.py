import base64

PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


def main(request, response):
    response.headers.set(b"Timing-Allow-Origin", b"*")
    if request.GET.first(b"delay", None):
        import time
        time.sleep(int(request.GET.first(b"delay")) / 1e3)
    return [(b"Content-Type", b"image/gif"), (b"Content-Length", str(len(PIXEL)))], PIXEL
