import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import neighbour_by_path


def main(request, response):
    return neighbour_by_path.SAYS
