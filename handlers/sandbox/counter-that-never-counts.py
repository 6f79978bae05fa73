"""Nothing outlives a request: globals are fresh, and so are the modules the handler imports.

    curl 'http://127.0.0.1:8000/sandbox/counter-that-never-counts.py'
    curl 'http://127.0.0.1:8000/sandbox/counter-that-never-counts.py'

wptserve executes the handler anew but keeps its modules: the second number grows there. To count, see
`/state/count-visits.py`.
"""

from shared import tally

count = 0


def main(request, response):
    global count
    count += 1
    return [("Content-Type", "text/plain")], "own global: %d, module's global: %d\n" % (count, tally.add_one())
