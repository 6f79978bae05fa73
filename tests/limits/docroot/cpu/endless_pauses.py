"""Computes in pieces so short that no single one is long."""

import time


def main(request, response):
    while True:
        sum(range(10_000))
        time.sleep(0)
