"""The plots, drawn by matplotlib in an environment of its own from the results' JSON."""

from pathlib import Path

from airlock_bench.failure import Failure
from airlock_bench.installing import install
from airlock_bench.places import BENCHES, WORK, work_folder
from airlock_bench.venvs import environment

FOLDER = BENCHES / "plots"
# A plot is read by people over a network, and kept in git.
LARGEST = 60_000


def draw(results: Path, folder: Path = WORK / "plots") -> list[Path]:
    """Draw all plots that the results have figures for, in place of those that lie in `folder`; their paths."""
    python = environment("plots", [FOLDER / "requirements.txt"], "matplotlib") / "bin/python"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.svg"):
        old.unlink()
    remedy = f"the figures are in {results}; `benches/write_docs` draws them again"
    # matplotlib keeps a list of the machine's fonts.
    variables = {"MPLCONFIGDIR": str(work_folder("plots-cache"))}
    install("plots-draw", [python, "-B", FOLDER / "draw.py", results, folder], remedy, environment=variables)
    drawn = sorted(folder.glob("*.svg"))
    for plot in drawn:
        if plot.stat().st_size > LARGEST:
            raise Failure(f"{plot} has {plot.stat().st_size} bytes; a plot may have {LARGEST}")
    return drawn
