import time


def main(request, response):
    until = time.monotonic() + float(request.GET.first(b"for", b"1000"))
    while time.monotonic() < until:
        try:
            while time.monotonic() < until:
                pass
        except BaseException:
            pass
