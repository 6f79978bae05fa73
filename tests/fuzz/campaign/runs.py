"""One target's run: its program, what it says while it runs, and what came of it."""

import re
import subprocess
import sys
import time

from .places import CORPUS, DICTIONARIES, FINDINGS, FOUND, FUZZ, LOGS

# Longer inputs are slower, and seldom find more.
LONGEST_INPUT = 8192
# An input that takes so many seconds, or megabytes, is a finding.
PATIENCE = 20
MEMORY = 2048
PYTHON = ["form_bodies", "header_fields", "stash_encoding"]


class Run:
    """A target that is being run."""

    def __init__(self, name, seconds):
        self.name = name
        self.executions = 0
        self.covered = None
        self.corpus = None
        self.findings = []
        self.begun = time.monotonic()
        self.ended = None
        LOGS.mkdir(parents=True, exist_ok=True)
        self.log = LOGS / (name + ".log")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(self.command(seconds), stdout=log, stderr=subprocess.STDOUT)

    def has_ended(self):
        """Whether it has; then its numbers are final."""
        if self.process.poll() is None:
            return False
        if self.ended is None:
            self.ended = time.monotonic()
            self.look()
            self.findings = self.found()
        return True

    def look(self):
        """Reads what it has said."""
        self.read(self.log.read_text(errors="replace"))

    def seconds(self):
        return (self.ended or time.monotonic()) - self.begun


class RustRun(Run):
    """A program with libFuzzer in it."""

    def __init__(self, program, seconds):
        self.program = program
        self.artifacts = FINDINGS / program.name
        self.artifacts.mkdir(parents=True, exist_ok=True)
        self.before = set(self.artifacts.iterdir())
        super().__init__(program.name, seconds)

    def command(self, seconds):
        found = FOUND / self.program.name
        found.mkdir(parents=True, exist_ok=True)
        command = [self.program, "-max_total_time=%d" % seconds, "-max_len=%d" % LONGEST_INPUT, "-timeout=%d" % PATIENCE,
                   "-rss_limit_mb=%d" % MEMORY, "-artifact_prefix=%s/" % self.artifacts, "-print_final_stats=1"]
        dictionary = DICTIONARIES / self.program.name
        if dictionary.exists():
            command.append("-dict=%s" % dictionary)
        return [*command, found, CORPUS / self.program.name]

    def read(self, said):
        lines = re.findall(r"^#(\d+)\s.*?cov: (\d+).*?corp: (\d+)/", said, re.MULTILINE)
        if lines:
            self.executions, self.covered, self.corpus = map(int, lines[-1])
        final = re.search(r"^stat::number_of_executed_units:\s*(\d+)", said, re.MULTILINE)
        if final:
            self.executions = int(final[1])

    def found(self):
        new = sorted(set(self.artifacts.iterdir()) - self.before)
        # An input that took ten seconds, on a machine that does much else: it is a finding when it takes longer than that.
        new = [artifact for artifact in new if not artifact.name.startswith("slow-unit-")]
        if self.process.returncode and not new:
            return ["it ended with status %d: see %s" % (self.process.returncode, self.log)]
        panic = re.search(r"panicked at (.+):\n(.+)", self.log.read_text(errors="replace"))
        why = "%s, at %s" % (panic[2][:500], panic[1]) if panic else "see %s" % self.log
        return ["%s\n  show it again with %s %s" % (why, self.program, artifact) for artifact in new]


class PythonRun(Run):
    """A fuzzer in Python."""

    def __init__(self, name, seconds):
        self.program = FUZZ / (name + ".py")
        super().__init__(name, seconds)

    def command(self, seconds):
        return [sys.executable, "-B", self.program, "--seconds", str(seconds)]

    def read(self, said):
        rounds = re.findall(r"^(\d+) rounds", said, re.MULTILINE)
        self.executions = int(rounds[-1]) if rounds else 0

    def found(self):
        said = self.log.read_text(errors="replace")
        found = ["show it again with %s --seconds 0.001 --seed %s" % (self.program, seed) for seed in re.findall(r"^seed (\d+)", said, re.MULTILINE)]
        if self.process.returncode and not found:
            return ["it ended with status %d: see %s" % (self.process.returncode, self.log)]
        return found
