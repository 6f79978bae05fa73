import time


def main(request, response):
    start = time.monotonic()
    time.sleep(0.05)
    return "slept" if time.monotonic() - start >= 0.05 else "did not sleep"
