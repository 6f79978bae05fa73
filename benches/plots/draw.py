"""Draw the curves of a run's results: `draw.py RESULTS.json FOLDER` writes an SVG file for each section that has curves.

Runs in an environment of its own, which has matplotlib. The same results give the same files, byte for byte.
"""

import json
import sys
from pathlib import Path

import figure
import growth
import percentiles
import throughput

DRAWN_BY = {
    "connections": throughput.draw,
    "percentiles": percentiles.draw,
    "growth-handlers": growth.draw,
    "growth-tenants": growth.draw,
    "growth-sandboxes": growth.draw,
}

results, folder = json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2])
for section in results["sections"]:
    if "curves" in section:
        figure.save(DRAWN_BY[section["name"]](section), folder / f"{section['name']}.svg")
