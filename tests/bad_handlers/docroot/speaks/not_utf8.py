import os
import sys


def main(request, response):
    sys.stdout.buffer.write(b"bytes \xff\xfe\x80 \x00 end\n")
    sys.stdout.buffer.flush()
    os.write(2, b"straight \xff end\n")
    return b"spoken"
