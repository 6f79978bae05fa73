"""Debian packages: install what is missing, and fetch pinned archives without touching the system.

Archives come through a temporary source list for one suite, whatever release the machine runs. The
user's apt configuration is read for the archive's address and never changed.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from . import pins
from .layout import Run
from .progress import Log, StageFailed
from .stamps import sha256

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


def remedy(packages: list[str]) -> str:
    """The line that installs packages by hand."""
    return f"apt-get update && apt-get install --no-install-recommends {' '.join(packages)}"


def require(missing: list[str], log: Log) -> None:
    """Install packages if we are root on a Debian machine, or fail with the line that does."""
    if not missing:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise StageFailed(f"missing: {', '.join(missing)}", f"as root: {remedy(missing)}")
    log.say(f"installing {' '.join(missing)}")
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        log.run(install, env=quiet)
    except StageFailed:
        # Most often the machine has no package lists yet, or old ones.
        log.run(["apt-get", "update"], remedy="check that this machine reaches its Debian archive")
        log.run(install, env=quiet, remedy=f"install by hand: {remedy(missing)}")


def fetch(run: Run, archive: pins.Archive, log: Log) -> Path:
    """The archive's path in the downloads folder, fetched only when it is not there yet."""
    path = run.downloads / archive.file
    if path.exists() and sha256(path) == archive.sha256:
        return path
    by_hand = f"put the file with sha256 {archive.sha256} at {path}"
    if not shutil.which("apt-get"):
        raise StageFailed(f"there is no apt-get here to fetch {archive.file} with", by_hand)
    log.say(f"fetching {archive.file}")
    run.downloads.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=run.downloads, prefix="fetch-") as folder:
        # apt may name the file a little differently (a `%3a`), so it is found by its checksum.
        command = _apt(run, archive.suite, log)
        verb = ["source", "--download-only", "--tar-only"] if archive.is_source else ["download"]
        what = f"Debian {archive.suite}'s package {archive.package} could not be fetched; {by_hand}"
        log.run([*command, *verb, archive.package], cwd=Path(folder), keep_env=True, remedy=what)
        found = [file for file in Path(folder).iterdir() if sha256(file) == archive.sha256]
        if not found:
            raise StageFailed(
                f"Debian {archive.suite} sent another {archive.package} than is pinned",
                f"{by_hand}, or check the new file and pin it where {archive.file} is named below guest-sdk/", log,
            )
        found[0].replace(path)
    return path


def _apt(run: Run, suite: str, log: Log) -> tuple[str, ...]:
    """An apt-get that knows just this suite; its lists live as long as this process."""
    if (run, suite) not in _READY:
        folder = tempfile.TemporaryDirectory(dir=run.downloads, prefix="apt-")
        _READY[run, suite] = folder, _prepare(run, suite, Path(folder.name), log)
    return _READY[run, suite][1]


# The temporary folders delete themselves when the process ends.
_READY: dict[tuple[Run, str], tuple[tempfile.TemporaryDirectory, tuple[str, ...]]] = {}


def _prepare(run: Run, suite: str, folder: Path, log: Log) -> tuple[str, ...]:
    for name in ("lists/partial", "cache/archives/partial"):
        (folder / name).mkdir(parents=True)
    source_list = folder / "suite.list"
    command = (
        "apt-get",
        "-o", f"Dir::Etc::sourcelist={source_list}",
        "-o", "Dir::Etc::sourceparts=/dev/null",
        "-o", f"Dir::State::lists={folder / 'lists'}",
        "-o", f"Dir::Cache={folder / 'cache'}",
        "-o", "APT::Sandbox::User=root",
        "-o", "Acquire::Languages=none",
        "-o", "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false",
    )
    options = f" [signed-by={KEYRING}]" if KEYRING.exists() else ""
    for address in (archives := _archives()):
        source_list.write_text(
            f"deb{options} {address} {suite} main\ndeb-src{options} {address} {suite} main\n"
        )
        try:
            log.run([*command, "update", "--error-on=any"], keep_env=True)
        except StageFailed:
            continue
        return command
    raise StageFailed(
        f"no archive that apt is configured with has Debian {suite} (tried: {archives})",
        "check that apt-get update works here and that debian-archive-keyring is up to date, or put "
        f"the archives that are pinned below guest-sdk/ into {run.downloads}",
        log,
    )


def _archives() -> list[str]:
    """The addresses of the Debian archives this machine is configured with, the likeliest first."""
    done = subprocess.run(
        # Without the release information this works also where apt-get update never ran.
        ["apt-get", "indextargets", "--no-release-info", "--format",
         "$(RELEASE) $(COMPONENT) $(CREATED_BY) $(REPO_URI)"],
        capture_output=True, text=True, check=False,
    )
    found: dict[str, None] = {}
    for line in done.stdout.splitlines():
        release, component, kind, address = line.split(" ", 3)
        # `bookworm-security` and `bookworm-updates` live elsewhere or hold only a part.
        if component == "main" and kind == "Packages" and release.isalnum():
            found[address] = None
    return sorted(found, key=lambda address: "debian" not in address)
