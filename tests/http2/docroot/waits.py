import time


def main(request, response):
    """Takes longer than any test."""
    time.sleep(600)
