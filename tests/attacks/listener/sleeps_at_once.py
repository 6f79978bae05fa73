"""Sleeps, with as many others."""

import time


def attempt():
    time.sleep(3600)
