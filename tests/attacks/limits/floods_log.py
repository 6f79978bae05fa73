"""Lines for the log without end, by each way there is."""

import logging
import os
import sys
import warnings


def attempt():
    for number in range(300):
        print("flood %d" % number, "x" * 100)
        os.write(2, b"flood\n")
        logging.error("flood %d", number)
        warnings.warn("flood %d" % number)
        sys.__stderr__.write("flood\n")
    return "got through"
