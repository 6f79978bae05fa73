import os
import sys

case = os.environ["QUERY_STRING"]
if case == "nothing":
    sys.exit(3)
if case == "malformed":
    print("no header at all")
    sys.exit()
if case == "no-fields":
    print("neither here\n\nnor there")
    sys.exit()
print("Content-Type: text/plain")
print()
if case == "late":
    print("begun", flush=True)
if case == "exit":
    sys.exit(4)
raise KeyError("the reason")
