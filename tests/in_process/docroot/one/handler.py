import os
import sys
import time

sys.path.insert(0, os.path.dirname(__file__))

import helper
from package_of_own import part


def main(request, response):
    time.sleep(0.02)
    import helper as again
    assert again is helper and sys.modules["helper"] is helper
    helper.COUNT += 1
    return "%s %s %d" % (helper.WHO, part.WHO, helper.COUNT)
