"""Starts a program, by each way there is."""

import os
import posix
import subprocess


def attempt():
    ways = [lambda: subprocess.run(["true"]).returncode, lambda: os.system("true"),
            lambda: os.popen("echo a").read() or 1 / 0, lambda: posix.system("true"),
            lambda: os.posix_spawn("/bin/true", ["true"], {}), lambda: os.spawnl(os.P_WAIT, "/bin/true", "true"),
            lambda: subprocess.check_output("true", shell=True), lambda: __import__("pty").spawn(["true"]), lambda: os.startfile("true"),
            lambda: __import__("_posixsubprocess").fork_exec]
    for way in ways:
        try:
            return "got %s" % (way(),)
        except (OSError, AttributeError, ImportError, ZeroDivisionError):
            pass
    return "got nothing"
