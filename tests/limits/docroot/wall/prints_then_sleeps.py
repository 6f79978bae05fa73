import time


def main(request, response):
    print("before the long sleep")
    time.sleep(3600)
