"""The top level of a handler's file: it defines what answers the request, or sets up a server that does."""

from . import as_module, offers
from .offers import Offer, TrialOffer

_FILE_HANDLER = frozenset(("main", "handle_headers", "handle_data"))
_SERVING = frozenset(("serve_forever", "handle_request"))
_TAKES_MORE = 0x04  # the flag of a code object with *arguments


def run(code, kind=Offer):
    """The names that the file leaves, and the offer of the request that a server has taken meanwhile, else None."""
    # wptserve runs the file in a dict that holds this alone: `__name__` is then that of builtins.
    environment = {"__file__": code.co_filename}
    if "__name__" in code.co_names and not _is_file_handler(code):
        environment = vars(as_module.make(code, "__main__" if is_script(code) else as_module.APPLICATION))
    here = offers.current
    here.kind = kind
    try:
        exec(code, environment)
    except BaseException as error:
        offer = here.offer
        if offer is None or not offer.is_taken:
            here.offer = None
            raise
        offer.note_end(error)
    finally:
        here.kind = None
    offer = here.offer
    if offer is None:
        return environment, None
    here.offer = None
    return environment, offer if offer.is_taken else None


def try_out(code):
    """The same without a request: servers are set up, but do not serve."""
    return run(code, TrialOffer)


def is_script(code):
    """Whether the file with `code` is to be run as `__main__`.

    That is one with a part that only runs then and seems to serve, unless it defines what answers without that part: a
    handler's `main`, or an application.
    """
    names = code.co_names
    if "__name__" not in names or "__main__" not in code.co_consts:
        return False
    if "application" in names or "app" in names or "handle_headers" in names or "handle_data" in names or _has_main(code):
        return False
    # Many a program runs something; Bottle's `run` serves.
    return _mentions(code, _SERVING) or ("bottle" in names and _mentions(code, frozenset(("run",))))


def _mentions(code, names):
    """Whether one of the names is asked for in the code, or in that of its functions and classes."""
    if not names.isdisjoint(code.co_names):
        return True
    return any(_mentions(inner, names) for inner in code.co_consts if hasattr(inner, "co_names"))


def _is_file_handler(code):
    """Whether the file has functions as wptserve calls them, or is to be told that it has none it can call."""
    return not _FILE_HANDLER.isdisjoint(code.co_names) and not is_script(code)


def _has_main(code):
    """Whether the file has a `main` that a request could be given to, as far as its text says."""
    if "main" not in code.co_names:
        return False
    defined = [found for found in code.co_consts if getattr(found, "co_name", None) == "main"]
    return not defined or any(found.co_argcount >= 2 or found.co_flags & _TAKES_MORE for found in defined)
