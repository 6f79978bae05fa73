"""Reads the body and says what it was."""

import sys

answer = b"read [%s]" % sys.stdin.buffer.read()
sys.stdout.buffer.write(b"Content-Type: text/plain\nContent-Length: %d\n\n%s" % (len(answer), answer))
