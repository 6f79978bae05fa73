import os
import sys

folder = os.path.join(os.path.dirname(__file__), "beside")
if folder not in sys.path:
    sys.path.append(folder)

from sub_folder_helper import value


def main(request, response):
    return value
