"""The server's environment, by each name that it has in Python."""

import os
import posix


def attempt():
    environments = [dict(os.environ), {os.fsdecode(key): os.fsdecode(value) for key, value in posix.environ.items()},
                    dict(getattr(os, "environb", {}))]
    for environment in environments:
        for name in ["ATTACKED_SECRET", "HOME", "PATH", "AIRLOCK_BIN", "CARGO_MANIFEST_DIR"]:
            if name in environment:
                return "got %s=%s" % (name, environment[name])
    for name in ["ATTACKED_SECRET", "HOME", "PATH"]:
        if os.getenv(name):
            return "got " + os.getenv(name)
    return "got nothing"
