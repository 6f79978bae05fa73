import time


def main(request, response):
    while True:
        time.sleep(0.01)
