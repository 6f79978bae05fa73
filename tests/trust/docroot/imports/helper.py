import sys

PLATFORM = sys.platform
