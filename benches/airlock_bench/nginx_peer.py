"""The peer for static files: Debian's nginx, with the settings of Debian's own configuration and no access log."""

from pathlib import Path

from airlock_bench.installing import output_of
from airlock_bench.debian import nginx
from airlock_bench.places import PEERS, work_folder

NAME = "nginx"


def command(docroot: Path, port: int) -> list:
    """What serves `docroot` on `port`."""
    folder = work_folder("nginx-run")
    text = (PEERS / "nginx/nginx.conf").read_text()
    for name, value in {"@FOLDER@": folder, "@DOCROOT@": docroot, "@PORT@": port}.items():
        text = text.replace(name, str(value))
    configuration = folder / "nginx.conf"
    configuration.write_text(text)
    return [nginx(), "-p", folder, "-e", folder / "error.log", "-c", configuration]


def version() -> str:
    """As the program says."""
    return output_of([nginx(), "-v"]).rpartition("nginx/")[2]
