"""Where things lie."""

import os
import pathlib

FUZZ = pathlib.Path(__file__).resolve().parents[1]
REPOSITORY = FUZZ.parents[1]
# Small, by hand and by earlier findings; `cargo test` plays them as well.
CORPUS = FUZZ / "corpus"
DICTIONARIES = FUZZ / "dictionaries"

TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", REPOSITORY / "target")).absolute() / "fuzz"
TOOLS = TARGET / "tools"
# What earlier runs have found to be of use.
FOUND = TARGET / "corpus"
FINDINGS = TARGET / "findings"
LOGS = TARGET / "logs"
