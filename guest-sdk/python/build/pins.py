"""Every archive the build fetches: its file name, its checksum, and the Debian package it is in.

All come from Debian trixie. The CPython tarball is byte for byte the release tarball
`Python-3.13.5.tar.xz`, so either file serves under the name below.
"""

from dataclasses import dataclass

SUITE = "trixie"

PYTHON_VERSION = "3.13"

# The day of the CPython release: compiled into the interpreter's banner in place of the time of
# the build, so that equal inputs give equal bytes.
SOURCE_DATE_EPOCH = "1749600000"


@dataclass(frozen=True)
class Archive:
    """One file to fetch. `package` is a binary package (with its version) or a source package."""

    file: str
    sha256: str
    package: str
    is_source: bool
    suite: str = SUITE


WASI_LIBC = Archive(
    file="wasi-libc_0.0~git20241209.574b88d-2_all.deb",
    sha256="b7716260051d289248b7667f81fa2792c125d888ff51da3fa09c6272cc0bd11d",
    package="wasi-libc=0.0~git20241209.574b88d-2",
    is_source=False,
)

CPYTHON = Archive(
    file="python3.13_3.13.5.orig.tar.xz",
    sha256="93e583f243454e6e9e4588ca2c2662206ad961659863277afcdb96801647d640",
    package="python3.13",
    is_source=True,
)

ZLIB = Archive(
    file="zlib_1.3.dfsg+really1.3.1.orig.tar.gz",
    sha256="60dd315c07f616887caa029408308a018ace66e3d142726a97db164b3b8f69fb",
    package="zlib",
    is_source=True,
)
