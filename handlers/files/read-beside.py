"""Read a file that lies beside the handler: `__file__` says where that is.

    curl -i 'http://127.0.0.1:8000/files/read-beside.py'
"""

import os

HERE = os.path.dirname(os.path.abspath(__file__))


def main(request, response):
    with open(os.path.join(HERE, "haiku.txt"), encoding="utf-8") as poem:
        lines = poem.read().splitlines()
    return [("Content-Type", "text/plain; charset=utf-8")], " / ".join(lines) + "\n"
