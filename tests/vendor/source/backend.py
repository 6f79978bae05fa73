"""Builds the wheel (PEP 517) with nothing but the standard library; `tag.txt` says what it claims to be for."""

import zipfile
from pathlib import Path

HERE = Path(__file__).parent
INFO = "only_source-1.0.dist-info"


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    tag = (HERE / "tag.txt").read_text().strip()
    files = {
        "only_source.py": (HERE / "only_source.py").read_text(),
        INFO + "/METADATA": "Metadata-Version: 2.1\nName: only-source\nVersion: 1.0\n",
        INFO + "/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: %s\n" % tag,
    }
    files[INFO + "/RECORD"] = "".join("%s,,\n" % name for name in [*files, INFO + "/RECORD"])
    name = "only_source-1.0-%s.whl" % tag
    with zipfile.ZipFile(Path(wheel_directory) / name, "w") as wheel:
        for path, content in files.items():
            wheel.writestr(path, content)
    return name
