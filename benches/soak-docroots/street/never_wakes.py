import time


def main(request, response):
    time.sleep(3600)
