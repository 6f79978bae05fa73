"""Requests per second against connections: a line for each contestant."""

from figure import LINES, line, name_at_ends, only_ticks, plain, pyplot


def draw(section: dict):
    """Both axes logarithmic: contestants lie decades apart."""
    curves = section["curves"]
    drawn, axes = pyplot.subplots(figsize=(8.6, 4.4))
    axes.set_xscale("log", base=2)
    axes.set_yscale("log")
    colours = {column["title"]: colour for column, colour in zip(curves["columns"], LINES)}
    ends = {}
    for column in curves["columns"]:
        end = line(axes, curves["sizes"], column["samples"], colours[column["title"]])
        if end:
            ends[column["title"]] = end
    only_ticks(axes.xaxis, curves["sizes"], [str(size) for size in curves["sizes"]])
    plain(axes.yaxis)
    axes.set_xlabel("connections")
    axes.set_ylabel("requests per second")
    axes.set_title(section["title"], loc="left")
    drawn.subplots_adjust(left=0.09, right=0.75, top=0.92, bottom=0.12)
    name_at_ends(axes, ends, colours, apart=0.055)
    return drawn
