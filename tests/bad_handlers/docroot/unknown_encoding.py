# -*- coding: klingon -*-


def main(request, response):
    return b""
