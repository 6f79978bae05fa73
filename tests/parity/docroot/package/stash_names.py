from wptserve import stash
from wptserve.stash import Stash, StashError


def main(request, response):
    return repr((StashError.__mro__[1].__name__, stash.Stash is Stash, hasattr(request.server.stash, "take")))
