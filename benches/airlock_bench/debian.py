"""Programs from Debian: `wrk` makes the load, `nginx` is a peer."""

import os
import shutil
from pathlib import Path

from airlock_bench.installing import install
from airlock_bench.failure import Failure
from airlock_bench.places import work_folder
from airlock_bench.progress import say


def wrk() -> Path:
    """The load generator, installed if this is root and it is missing."""
    found = shutil.which("wrk")
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        say("installing wrk with apt-get")
        install("wrk", ["apt-get", "install", "-y", "--no-install-recommends", "wrk"], "run `apt-get update` and try again")
        found = shutil.which("wrk")
    if found is None:
        raise Failure("wrk, which makes the load, is missing: apt-get install wrk")
    return Path(found)


def nginx() -> Path:
    """The web server. Debian's package is unpacked here, not installed: installing it would start a server."""
    found = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
    if found is not None:
        return Path(found)
    folder = work_folder("nginx")
    unpacked = folder / "usr/sbin/nginx"
    if not unpacked.is_file():
        say("unpacking Debian's nginx")
        remedy = "nginx is needed for the static rows: apt-get update, or apt-get install nginx-light"
        install("nginx-download", ["apt-get", "download", "nginx"], remedy, folder=folder)
        package = max(folder.glob("nginx_*.deb"))
        install("nginx-unpack", ["dpkg", "-x", package, folder], remedy)
    return unpacked
