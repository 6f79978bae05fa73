"""The summary: a text, which is Markdown, and a JSON file."""

import json
from pathlib import Path

from airlock_bench.places import WORK
from airlock_bench.soak.checks import behind_beginning, growth
from airlock_bench.soak.flatness import Flatness
from airlock_bench.soak.session import Outcome

# Samples in the JSON: one in so many.
THINNED = 10
SIZES = {
    "resident": "resident, shared pages counted in each sandbox",
    "anonymous": "of that, anonymous",
    "shared": "of that, shared memory (the snapshot)",
    "files": "of that, files",
    "page_tables": "page tables",
}
# What is not looked at each second.
RARE = {"KiB in proportion (Pss)": "proportional", "memory mappings": "mappings"}


def as_text(about: dict[str, str], outcome: Outcome) -> str:
    """Everything that a reader wants to know first."""
    lines = ["# Soak", ""]
    lines += [f"- {name}: {value}" for name, value in (about | _load(outcome)).items()]
    lines += ["", "| check | holds | found |", "| --- | --- | --- |"]
    lines += [f"| {check.name} | {'yes' if check.holds else '**no**'} | {check.found} |" for check in outcome.checks]
    lines += ["", *_requests(outcome), "", *_sizes(outcome)]
    for check in outcome.checks:
        if not check.holds:
            lines += ["", f"{check.name}: {check.look_at}"]
    for failure in outcome.failures:
        lines += ["", f"{failure.kind.group}, {failure.kind.name}: {failure.text}"]
    return "\n".join(lines) + "\n"


def write(about: dict[str, str], outcome: Outcome) -> list[Path]:
    """The files, for other programs and for people."""
    data = {
        "about": about,
        "load": _load(outcome),
        "checks": [vars(check) for check in outcome.checks],
        "kinds": [
            {
                "group": kind.group,
                "name": kind.name,
                "ended": outcome.tally.ended[kind],
                "failed": outcome.tally.failed[kind],
            }
            for kind in outcome.tally.begun
        ],
        "growth": {name: _growth(growth(behind_beginning(outcome.samples), name)) for name in SIZES},
        "samples": [
            sample.as_dict() for place, sample in enumerate(outcome.samples) if place % THINNED == 0 or sample.proportional
        ],
    }
    markdown, machine = WORK / "soak.md", WORK / "soak.json"
    markdown.write_text(as_text(about, outcome))
    machine.write_text(json.dumps(data, indent=1) + "\n")
    return [markdown, machine]


def _load(outcome: Outcome) -> dict[str, str]:
    tally = outcome.tally
    p50, p99 = (tally.latencies.quantile(part) * 1e3 for part in (0.5, 0.99))
    capacity = "not measured" if outcome.capacity is None else f"{outcome.capacity:,.0f} requests/s"
    load = {
        "length": f"{outcome.seconds / 60:.1f} min" + (f", ended by {outcome.interrupted}" if outcome.interrupted else ""),
        "seed": str(outcome.options.seed),
        "capacity": capacity,
        "load": f"{outcome.rate:,.0f}/s asked for, {tally.ended.total() / max(1.0, outcome.seconds):,.0f}/s had",
        "processor time": f"the server used {outcome.server_load:.2f} cores, its client {outcome.client_load:.2f}",
        "requests": f"{outcome.requests:,}, all stages together",
        "latency": f"p50 {p50:.1f} ms, p99 {p99:.0f} ms, the client's own part included",
    }
    for name, field in RARE.items():
        seen = [value for sample in outcome.samples if (value := getattr(sample, field)) is not None]
        if seen:
            load[name] = f"{seen[0]:,} at the beginning, {seen[-1]:,} at the end, at most {max(seen):,}"
    if not outcome.has_component:
        load["left out"] = "components: handlers/rust/echo-body.wasm is not built (`make`)"
    return load


def _requests(outcome: Outcome) -> list[str]:
    """By group."""
    tally = outcome.tally
    groups: dict[str, list[int]] = {}
    for kind in tally.begun:
        group = groups.setdefault(kind.group, [0, 0])
        group[0] += tally.ended[kind]
        group[1] += tally.failed[kind]
    rows = [f"| {name} | {ended:,} | {failed:,} |" for name, (ended, failed) in groups.items()]
    return ["| group | ended as it has to | did not |", "| --- | ---: | ---: |", *rows]


def _sizes(outcome: Outcome) -> list[str]:
    rows = []
    for name, title in SIZES.items():
        found = growth(behind_beginning(outcome.samples), name)
        if found and found.median:
            slope = f"{found.line.slope:+,.1f} ± {found.line.error:,.1f}"
            rows.append(f"| {title} | {found.median / 1024:,.1f} MiB | {slope} | {found.growth:+.2%} | {found.rise:+.2%} |")
    if not rows:
        return ["too few samples for the sizes"]
    head = "| memory behind the beginning | median | KiB/min | growth in all | last fifth over second |"
    return [head, "| --- | ---: | ---: | ---: | ---: |", *rows]


def _growth(found: Flatness | None) -> dict[str, float] | None:
    if found is None or not found.median:
        return None
    return {
        "kib_per_minute": found.line.slope,
        "error": found.line.error,
        "median_kib": found.median,
        "growth": found.growth,
        "rise": found.rise,
    }
