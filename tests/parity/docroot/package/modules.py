import wptserve
import wptserve.constants
import wptserve.handlers
import wptserve.pipes
import wptserve.request
import wptserve.response
import wptserve.stash
import wptserve.utils


def main(request, response):
    names = ["constants", "handlers", "pipes", "request", "response", "stash", "utils"]
    return ",".join(name for name in names if getattr(wptserve, name).__name__ == "wptserve." + name)
