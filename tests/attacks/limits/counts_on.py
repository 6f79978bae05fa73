"""Computes without end, and catches what it is told."""


def attempt():
    while True:
        try:
            number = 0
            while True:
                number += 1
        except BaseException:
            pass
