import json

import no_such_module


def main(request, response):
    return b""
