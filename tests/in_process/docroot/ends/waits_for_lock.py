import threading


def main(request, response):
    lock = threading.Lock()
    lock.acquire()
    lock.acquire(timeout=float(request.GET.first(b"for", b"1000")))
