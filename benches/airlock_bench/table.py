"""The table: a document for programs (JSON), and the same as text for the terminal and as Markdown for the documentation.

The document holds the cells as they are shown beside the single measurements, so that text and Markdown need nothing else.
"""

import json
from pathlib import Path

from airlock_bench.curves import Curves
from airlock_bench.figures import Figure, Row, number
from airlock_bench.places import WORK

HEAD = ["what", "measured", "against", "ratio", "goal", ""]
# What is said of a section's run, where that is another one than the document's.
RUN = ["date", "airlock", "pace"]


def cells(row: Row) -> list[str]:
    """What the table shows of a row."""
    value = f"{number(row.value)}x" if row.against else "–"
    spread = row.spread()
    if spread:
        value += f" ({number(spread[0])}–{number(spread[1])})"
    against = f"{row.against.text()} {row.against.of}" if row.against else "–"
    return [
        row.title,
        f"{row.what.text()} {row.what.of}".strip(),
        against,
        value,
        row.goal.text() if row.goal else "–",
        row.verdict(),
    ]


def section(name: str, title: str, about: dict[str, str], found: list[Row] | Curves) -> dict:
    """One section of the document."""
    shown = {"name": name, "title": title, "run": {key: about[key] for key in RUN if key in about}}
    if isinstance(found, Curves):
        head = [found.axis] + [column.head() for column in found.columns]
        return {**shown, "head": head, "lines": found.lines(), "notes": found.verdicts() + found.notes, "curves": _curves(found)}
    notes = [f"{row.title}: {row.note}." for row in found if row.note]
    return {**shown, "head": HEAD, "lines": [cells(row) for row in found], "notes": notes, "rows": [_row(row) for row in found]}


def document(about: dict[str, str], sections: list[dict], failures: dict[str, str]) -> dict:
    """All that a run found."""
    return {"about": about, "failures": failures, "sections": sections}


def as_text(of: dict) -> str:
    """Columns in line, for a terminal."""
    text = [f"{name}: {value}" for name, value in of["about"].items()]
    for part in of["sections"]:
        lines = [part["head"], *part["lines"]]
        widths = [max(len(line[column]) for line in lines) for column in range(len(part["head"]))]
        text.append(f"\n{part['title']}")
        text += ["  " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines]
        text += [f"  {note}" for note in part["notes"]]
    text += [f"\nnot measured: {name}: {reason}" for name, reason in of["failures"].items()]
    return "\n".join(text)


def as_markdown(of: dict) -> str:
    """One Markdown table for each section, after what they were measured on and with; plots lie in `plots/`."""
    text = ["| | |", "| --- | --- |"]
    text += [f"| {name} | {value} |" for name, value in of["about"].items()]
    for part in of["sections"]:
        text += ["", f"**{part['title']}**", "", _line(part["head"]), "|" + " --- |" * len(part["head"])]
        text += [_line(line) for line in part["lines"]]
        if "curves" in part:
            text.append(f"\n![{part['title']}](plots/{part['name']}.svg)")
        text += [f"\n{note}" for note in part["notes"]]
        if any(of["about"].get(key) != value for key, value in part["run"].items()):
            text.append("\nOf a run of its own: " + ", ".join(f"{key} {value}" for key, value in part["run"].items()) + ".")
    text += [f"\nNot measured: {name}. {reason.splitlines()[0]}" for name, reason in of["failures"].items()]
    return "\n".join(text) + "\n"


def write(name: str, of: dict) -> list[Path]:
    """Leave the document in the benchmark's folder under that name, as JSON and as Markdown; the files' paths."""
    WORK.mkdir(parents=True, exist_ok=True)
    data, markdown = WORK / f"{name}.json", WORK / f"{name}.md"
    data.write_text(json.dumps(of, indent=2, ensure_ascii=False) + "\n")
    markdown.write_text(as_markdown(of))
    return [data, markdown]


def _line(of: list[str]) -> str:
    return "| " + " | ".join(of) + " |"


def _curves(of: Curves) -> dict:
    columns = [
        {
            "title": column.title,
            "unit": column.unit,
            "samples": column.samples,
            "growth": [step and {"ratio": step.ratio, "least": step.least, "largest": step.largest, "worse": step.worse_than_linear} for step in column.growth],
        }
        for column in of.columns
    ]
    return {"axis": of.axis, "sizes": of.sizes, "columns": columns}


def _row(row: Row) -> dict:
    def figure(of: Figure | None) -> dict | None:
        return of and {"of": of.of, "unit": of.unit, "median": of.median, "samples": of.samples}

    return {
        "title": row.title,
        "what": figure(row.what),
        "against": figure(row.against),
        "value": row.value,
        "goal": row.goal and {"bound": row.goal.bound, "at_least": row.goal.at_least, "unit": row.goal.unit},
        "verdict": row.verdict(),
        "note": row.note,
        **({"extra": row.extra} if row.extra else {}),
    }
