"""A script that ends without a word."""

import sys

sys.exit(3)
