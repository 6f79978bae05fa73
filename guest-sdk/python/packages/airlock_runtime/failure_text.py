"""A traceback as text, as the handler's author would see it from Python itself."""

import traceback

from . import docroot

# Enough for any sane traceback; mutual recursion makes one of a thousand entries, chained exceptions another.
_MOST_FRAMES = 100
_LONGEST = 64 * 1024


def failure_text(error):
    """The traceback and message of an exception. Never raises."""
    try:
        shown = traceback.TracebackException(
            type(error), error, _from_the_handler_on(error.__traceback__), limit=_MOST_FRAMES, compact=True)
        text = docroot.shown("".join(shown.format()))
        if len(text) > _LONGEST:
            text = "%s\n[...]\n%s" % (text[:_LONGEST // 2], text[-_LONGEST // 2:])
        return text
    except BaseException:  # the exception's own methods may do anything
        return "%s (its traceback can not be shown)" % type(error).__name__


def _from_the_handler_on(entry):
    """The traceback without this side's frames at its beginning."""
    first = entry
    inside = docroot.root() + "/"
    while first is not None and not first.tb_frame.f_code.co_filename.startswith(inside):
        first = first.tb_next
    return first
