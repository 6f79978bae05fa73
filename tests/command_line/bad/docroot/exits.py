import sys

sys.exit("no more")
