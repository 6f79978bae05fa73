"""The table: as text for the terminal, as Markdown for the documentation, as JSON for programs."""

import json
from pathlib import Path

from airlock_bench.figures import Row, number
from airlock_bench.places import WORK

HEAD = ["what", "measured", "against", "ratio", "goal", ""]


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


def as_text(sections: dict[str, list[Row]]) -> str:
    """Columns in line, for a terminal."""
    lines = [HEAD] + [cells(row) for rows in sections.values() for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    text = []
    for title, rows in sections.items():
        text.append(f"\n{title}")
        for line in [HEAD] + [cells(row) for row in rows]:
            text.append("  " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())
    return "\n".join(text)


def as_markdown(sections: dict[str, list[Row]], about: dict[str, str]) -> str:
    """One Markdown table for each section, after what they were measured on and with."""
    text = ["| | |", "| --- | --- |"]
    text += [f"| {name} | {value} |" for name, value in about.items()]
    for title, rows in sections.items():
        text += ["", f"**{title}**", "", "| " + " | ".join(HEAD) + " |", "|" + " --- |" * len(HEAD)]
        text += ["| " + " | ".join(cells(row)) + " |" for row in rows]
        text += [f"\n{row.title}: {row.note}." for row in rows if row.note]
    return "\n".join(text) + "\n"


def write(name: str, sections: dict[str, list[Row]], about: dict[str, str], failures: dict[str, str]) -> list[Path]:
    """Leave the results in the benchmark's folder under that name; the files' paths."""
    document = {
        "about": about,
        "failures": failures,
        "rows": [_as_data(title, row) for title, rows in sections.items() for row in rows],
    }
    WORK.mkdir(parents=True, exist_ok=True)
    data, markdown = WORK / f"{name}.json", WORK / f"{name}.md"
    data.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    markdown.write_text(as_markdown(sections, about))
    return [data, markdown]


def _as_data(section: str, row: Row) -> dict:
    def figure(of):
        return of and {"of": of.of, "unit": of.unit, "median": of.median, "samples": of.samples}

    return {
        "section": section,
        "title": row.title,
        "what": figure(row.what),
        "against": figure(row.against),
        "value": row.value,
        "goal": row.goal and {"bound": row.goal.bound, "at_least": row.goal.at_least, "unit": row.goal.unit},
        "verdict": row.verdict(),
        "note": row.note,
        **({"extra": row.extra} if row.extra else {}),
    }
