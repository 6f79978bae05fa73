"""Latency percentiles: a line for each contestant, with as much room for the last hundredth as for the ones before it."""

from figure import LINES, line, name_at_ends, only_ticks, plain, pyplot

# Where a percentile stands: the number of nines, and the largest one nine further.
NINES = {"p50": 0.301, "p90": 1, "p99": 2, "p99.9": 3, "max": 4}


def draw(section: dict):
    """Time on a logarithmic axis."""
    curves = section["curves"]
    positions = [NINES[name] for name in curves["sizes"]]
    drawn, axes = pyplot.subplots(figsize=(8.6, 4.4))
    axes.set_yscale("log")
    colours = {column["title"]: colour for column, colour in zip(curves["columns"], LINES)}
    ends = {}
    for column in curves["columns"]:
        end = line(axes, positions, column["samples"], colours[column["title"]])
        if end:
            ends[column["title"]] = end
    only_ticks(axes.xaxis, positions, curves["sizes"])
    plain(axes.yaxis)
    axes.set_xlabel("percentile of the requests")
    axes.set_ylabel("latency in milliseconds")
    axes.set_title(section["title"], loc="left")
    drawn.subplots_adjust(left=0.09, right=0.75, top=0.92, bottom=0.12)
    name_at_ends(axes, ends, colours, apart=0.055)
    return drawn
