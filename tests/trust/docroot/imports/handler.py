import os
import sys


def main(request, response):
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    try:
        import helper
    except ImportError as error:
        return 403, [], str(error)
    return helper.PLATFORM
