"""One call into compiled code that does not come back."""

import re


def main(request, response):
    return str(re.match(r"(a|a)*b", "a" * 60))
