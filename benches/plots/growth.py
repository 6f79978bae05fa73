"""Costs against the number of things that cause them: a panel for each cost, all over the same axis."""

import statistics

from figure import LINES, line, only_ticks, plain, pyplot

COLUMNS = 3


def draw(section: dict):
    """A cost of one thing that rises with their number is worse than linear; such a step's end is marked."""
    curves = section["curves"]
    columns = [column for column in curves["columns"] if any(column["samples"])]
    rows = -(-len(columns) // COLUMNS)
    drawn, grid = pyplot.subplots(rows, COLUMNS, figsize=(8.6, 0.5 + 2.3 * rows), squeeze=False)
    for axes in grid.flat[len(columns) :]:
        axes.set_visible(False)
    for axes, column in zip(grid.flat, columns):
        _panel(axes, curves, column)
    drawn.suptitle(section["title"], x=0.02, ha="left", fontsize=10)
    drawn.tight_layout()
    return drawn


def _panel(axes, curves: dict, column: dict) -> None:
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(curves["sizes"][0] / 1.8, curves["sizes"][-1] * 1.8)
    line(axes, curves["sizes"], column["samples"], LINES[0])
    for size, samples, step in zip(curves["sizes"], column["samples"], column["growth"]):
        if step and step["worse"] and samples:
            axes.plot([size], [statistics.median(samples)], "o", color=LINES[3], markersize=6)
    only_ticks(axes.xaxis, curves["sizes"], [f"{size:,}" for size in curves["sizes"]])
    low, high = axes.get_ylim()
    # A decade at least, or noise looks like growth.
    if high < low * 10:
        middle = (low * high) ** 0.5
        axes.set_ylim(middle / 10**0.5, middle * 10**0.5)
    plain(axes.yaxis)
    axes.tick_params(labelsize=8)
    axes.set_xlabel(curves["axis"], fontsize=9)
    axes.set_ylabel(column["unit"], fontsize=9)
    axes.set_title(column["title"], loc="left", fontsize=9.5)
