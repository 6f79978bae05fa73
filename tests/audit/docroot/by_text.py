import time


def main(request, response):
    if request.GET.first(b"never", None):
        time.sleep(1)
        print("never")
    return "needs nothing when it runs"
