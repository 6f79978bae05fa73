"""Runs pip as if it ran in the sandbox's Python, as far as environment markers go.

pip's options choose another Python's wheels, but `; python_version < "3.13"` and the like it asks of the Python that it
runs in. In the sandbox's place they would be wrong: a dependency too few or one too many.
"""

import runpy
import sys

sys.path[:] = [entry for entry in sys.path if entry]  # `-m pip` in a folder with a pip.py would run that

try:
    from pip._vendor.packaging import markers
    markers.default_environment
except (ImportError, AttributeError) as error:
    sys.exit("ERROR: this pip can not be told what Python to install for (%s): install another version of it" % error)

SANDBOX = {
    "implementation_name": "cpython",
    "implementation_version": "3.13.5",
    "os_name": "posix",
    "platform_machine": "wasm32",
    "platform_python_implementation": "CPython",
    "platform_release": "0.0.0",
    "platform_system": "wasi",
    "platform_version": "0.0.0",
    "python_full_version": "3.13.5",
    "python_version": "3.13",
    "sys_platform": "wasi",
}

markers.default_environment = SANDBOX.copy
sys.argv[0] = "pip"
runpy.run_module("pip", run_name="__main__", alter_sys=True)
