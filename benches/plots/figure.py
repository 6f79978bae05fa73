"""What all plots have in common: colours for light and dark pages, axes, names at the lines, and the SVG file.

Text stays text, in the reader's sans-serif. Where a page is dark, a style sheet in the file exchanges the colours of paper
and ink; a viewer that knows no style sheets shows the light ones.
"""

import io
import statistics

import matplotlib

matplotlib.use("svg")
from matplotlib import pyplot
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

INK, PAPER, GRID = "#1f2328", "#ffffff", "#d1d9e0"
DARK = {INK: "#e6edf3", PAPER: "#0d1117", GRID: "#3d444d"}
# Seen on both papers.
LINES = ["#2f81f7", "#2da44e", "#bf8700", "#e5534b", "#a371f7", "#768390"]

matplotlib.rcParams.update({
    "svg.fonttype": "none",
    "svg.hashsalt": "airlock",
    "font.family": "sans-serif",
    # The one that is measured with; written into the file with each word.
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.titlesize": 10,
    "axes.facecolor": PAPER,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.grid.which": "major",
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "xtick.color": INK,
    "ytick.color": INK,
    "figure.facecolor": PAPER,
})


def contestants(section: dict, positions: list[float], across: str, up: str, doubling: bool = False):
    """A line for each contestant, from left to right at `positions`; up on a logarithmic axis, as contestants lie decades apart."""
    curves = section["curves"]
    drawn, axes = pyplot.subplots(figsize=(8.6, 4.4))
    if doubling:
        axes.set_xscale("log", base=2)
    axes.set_yscale("log")
    colours = {column["title"]: colour for column, colour in zip(curves["columns"], LINES)}
    ends = {}
    for column in curves["columns"]:
        end = line(axes, positions, column["samples"], colours[column["title"]])
        if end:
            ends[column["title"]] = end
    only_ticks(axes.xaxis, positions, [str(size) for size in curves["sizes"]])
    plain(axes.yaxis)
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.set_title(section["title"], loc="left")
    drawn.subplots_adjust(left=0.09, right=0.75, top=0.92, bottom=0.12)
    name_at_ends(axes, ends, colours, apart=0.055)
    return drawn


def line(axes, positions: list[float], samples: list[list[float] | None], colour: str) -> tuple[float, float] | None:
    """The medians, with the extremes of the rounds as a band; the last point, if there is any."""
    points = [(x, values) for x, values in zip(positions, samples) if values and min(values) > 0]
    if not points:
        return None
    places = [x for x, _ in points]
    medians = [statistics.median(values) for _, values in points]
    lows, highs = [min(values) for _, values in points], [max(values) for _, values in points]
    axes.fill_between(places, lows, highs, color=colour, alpha=0.15, linewidth=0)
    axes.plot(places, medians, color=colour, marker="o", markersize=3.5, linewidth=1.6)
    return places[-1], medians[-1]


def name_at_ends(axes, ends: dict[str, tuple[float, float]], colours: dict[str, str], apart: float) -> None:
    """The names right of the lines' last points, moved up where they would lie on each other: `apart` of the axis's height."""
    to_axes = axes.transData + axes.transAxes.inverted()
    lowest = -1.0
    for name, end in sorted(ends.items(), key=lambda item: item[1][1]):
        height = max(to_axes.transform(end)[1], lowest + apart)
        axes.text(1.01, height, name, color=colours[name], transform=axes.transAxes, va="center", fontsize=9.5)
        lowest = height


def plain(axis) -> None:
    """Ticks at 1, 2 and 5 where there is room, and numbers as they are read: 10,000 and not 10⁴."""
    low, high = axis.get_view_interval()
    axis.set_major_locator(LogLocator(subs=(1, 2, 5) if high < low * 500 else (1,)))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
    axis.set_minor_locator(NullLocator())


def only_ticks(axis, positions: list[float], names: list[str]) -> None:
    """Exactly these."""
    axis.set_minor_locator(NullLocator())
    axis.set_ticks(positions, names)


def save(drawn, file) -> None:
    """Without a date, and with the style sheet for dark pages."""
    text = io.StringIO()
    drawn.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    pyplot.close(drawn)
    rules = "".join(
        f'[style*="{kind}: {light}"]{{{kind}:{dark} !important}}' for light, dark in DARK.items() for kind in ("fill", "stroke")
    )
    sheet = f"<style>@media (prefers-color-scheme: dark){{{rules}}}</style>\n"
    before, start, after = text.getvalue().partition(" <defs>")
    svg = before + " " + sheet + start + after
    rows = (row.strip() for row in svg.splitlines())
    file.write_text("\n".join(row for row in rows if row and not row.startswith("<!--")) + "\n")
