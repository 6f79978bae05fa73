"""What the sandbox's interpreter does once, when it is built, before its memory is kept as the snapshot.

A module imported here costs nothing later: pages that a request does not touch are not copied.
"""

import gc
import importlib
import sys

from . import absent_modules, compiled_patterns, docroot_importer, fresh_random, socket_stand_in

# What handlers import, and what they might; encodings among them since `codecs` looks for those by name.
# Not here: `multiprocessing`, which draws a key on import.
STANDARD_LIBRARY = """
    __future__ _strptime abc argparse array ast asyncio base64 binascii bisect bz2 calendar cmath cmd codecs
    codeop collections collections.abc colorsys concurrent.futures configparser contextlib contextvars copy copyreg
    csv dataclasses datetime decimal difflib dis doctest email email.charset email.encoders email.errors
    email.generator email.header email.headerregistry email.message email.mime.application email.mime.base
    email.mime.image email.mime.multipart email.mime.text email.parser email.policy email.utils enum errno
    filecmp fileinput fnmatch fractions functools genericpath getopt gettext glob graphlib gzip hashlib heapq hmac
    html html.entities html.parser http http.client http.cookiejar http.cookies http.server importlib.abc
    importlib.machinery importlib.metadata importlib.resources importlib.util inspect io ipaddress itertools json
    json.decoder json.encoder json.scanner keyword linecache locale logging logging.handlers lzma marshal math
    mimetypes ntpath numbers opcode operator optparse os os.path pathlib pickle pickletools pkgutil platform
    plistlib posixpath pprint pstats pyexpat queue quopri random re reprlib runpy sched secrets select selectors
    shelve shlex shutil signal socket socketserver ssl stat statistics string stringprep struct subprocess symtable
    sysconfig tarfile tempfile textwrap threading time timeit token tokenize trace traceback tracemalloc types
    typing unicodedata unittest unittest.mock urllib.error urllib.parse urllib.request urllib.response
    urllib.robotparser uuid warnings wave weakref webbrowser wsgiref wsgiref.handlers wsgiref.headers
    wsgiref.simple_server wsgiref.util wsgiref.validate xml.dom.minidom xml.etree.ElementTree xml.parsers.expat
    xml.sax xml.sax.saxutils xmlrpc.client zipfile zlib zoneinfo
    encodings.ascii encodings.base64_codec encodings.big5 encodings.big5hkscs encodings.cp1250 encodings.cp1251
    encodings.cp1252 encodings.cp1253 encodings.cp1254 encodings.cp1255 encodings.cp1256 encodings.cp1257
    encodings.cp1258 encodings.cp437 encodings.cp866 encodings.cp874 encodings.cp932 encodings.cp949
    encodings.euc_jp encodings.euc_kr encodings.gb18030 encodings.gb2312 encodings.gbk encodings.hex_codec
    encodings.hz encodings.idna encodings.iso2022_jp encodings.iso2022_kr encodings.iso8859_1
    encodings.iso8859_10 encodings.iso8859_13 encodings.iso8859_14 encodings.iso8859_15 encodings.iso8859_16
    encodings.iso8859_2 encodings.iso8859_3 encodings.iso8859_4 encodings.iso8859_5 encodings.iso8859_6
    encodings.iso8859_7 encodings.iso8859_8 encodings.iso8859_9 encodings.johab encodings.koi8_r encodings.koi8_u
    encodings.latin_1 encodings.mac_cyrillic encodings.mac_roman encodings.punycode encodings.quopri_codec
    encodings.raw_unicode_escape encodings.rot_13 encodings.shift_jis encodings.tis_620 encodings.undefined
    encodings.unicode_escape encodings.utf_16 encodings.utf_16_be encodings.utf_16_le encodings.utf_32
    encodings.utf_32_be encodings.utf_32_le encodings.utf_7 encodings.utf_8 encodings.utf_8_sig
    encodings.zlib_codec
""".split()

OWN_PACKAGES = """
    wptserve wptserve.config wptserve.constants wptserve.h2_request wptserve.h2_response wptserve.handlers wptserve.logger wptserve.pipes wptserve.request
    wptserve.response wptserve.server wptserve.stash wptserve.utils imp airlock_gateway airlock_gateway.server_classes airlock_runtime.dispatch
    airlock_runtime.log_handler
""".split()


def boot():
    """Prepare the interpreter. Prints and returns the modules of the list above that can not be imported, and why."""
    socket_stand_in.install()
    absent_modules.install()
    missing = {}
    for name in STANDARD_LIBRARY:
        try:
            importlib.import_module(name)
        except Exception as error:  # whatever a module does on a platform it was not made for
            missing[name] = "%s: %s" % (type(error).__name__, error)
    fresh_random.install()
    compiled_patterns.install()
    for name in OWN_PACKAGES:
        importlib.import_module(name)
    sys.modules["airlock_runtime.log_handler"].install()
    sys.modules["airlock_gateway.server_classes"].install()
    docroot_importer.install()  # last: from here on an import asks the host
    # A request rarely lives long enough for a collection to pay; one that makes a lot of garbage still gets it.
    gc.set_threshold(10_000, 20, 20)
    for name, reason in missing.items():
        print("not in this runtime: %s (%s)" % (name, reason), file=sys.stderr)
    return missing
