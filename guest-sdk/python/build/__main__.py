"""Entry point of `python3 guest-sdk/python/build`."""

import sys
from pathlib import Path

# Run as a directory, Python puts this directory itself on the path, where our modules would hide
# those of the standard library. The parent makes it a package instead.
sys.path[0] = str(Path(__file__).resolve().parent.parent)

from build.cli import main  # noqa: E402

sys.exit(main())
