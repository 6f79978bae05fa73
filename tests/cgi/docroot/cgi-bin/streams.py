import sys

print("Content-Type: text/plain\n", flush=True)
for line in sys.stdin:
    print("<%s>" % line.strip(), end="", flush=True)
