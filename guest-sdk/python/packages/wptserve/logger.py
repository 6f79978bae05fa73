"""The logger of the server."""

import logging


def get_logger():
    """The root logger; the runtime sends its records to the operator's log."""
    return logging.getLogger()
