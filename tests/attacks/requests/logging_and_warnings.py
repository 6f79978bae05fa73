"""Adds handlers, filters, levels and factories to what all messages pass through."""

import logging
import warnings


class Keeps(logging.Handler):
    left_behind = True

    def emit(self, record):
        pass


def leave():
    logging.getLogger().addHandler(Keeps())
    logging.addLevelName(31, "LEFT")
    warnings.filterwarnings("ignore", message="left behind")
    return "left"


def look():
    found = [name for name, there in [("handler", any(hasattr(one, "left_behind") for one in logging.getLogger().handlers)),
                                      ("level", logging.getLevelName(31) == "LEFT"),
                                      ("filter", any("left behind" in str(one) for one in warnings.filters))] if there]
    return "got " + " ".join(found) if found else "clean"
