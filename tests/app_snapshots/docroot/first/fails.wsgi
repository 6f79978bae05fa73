"""Can not be loaded."""

import part

raise RuntimeError("not today")
