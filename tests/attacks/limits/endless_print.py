import sys

sys.stdout.write("Content-Type: text/plain\n\n")
while True:
    sys.stdout.write("x" * 65536)
