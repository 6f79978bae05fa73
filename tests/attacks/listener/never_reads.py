"""Leaves a request unread and keeps its connection."""

import select


def main(request, response):
    while True:
        select.select([], [], [], 0.2)
