"""The build of Airlock's Python runtime: from Debian packages and a source tarball to a component.

Run it as `python3 guest-sdk/python/build` from the repository root. It needs Python 3.11 or newer
and nothing outside the standard library. Every stage is one module here with the same five names:

    NAME      what the command line, the stamps and the log file call it
    AFTER     the stages whose outputs it reads
    inputs    what decides whether it must run again, apart from those outputs and its own source
    outputs   the files that later stages read
    build     the work itself; everything noisy goes to the log
"""
