import time


def main(request, response):
    time.sleep(float(request.GET.first(b"ms")) / 1000)
    response.headers.set("Cache-Control", "no-store")
    return b"late"
