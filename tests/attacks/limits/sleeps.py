import time


def attempt():
    time.sleep(10 ** 6)
    return "got rested"
