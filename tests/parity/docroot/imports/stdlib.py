import array
import base64
import datetime
import gzip
import hashlib
import html
import io
import json
import math
import mimetypes
import os.path
import random
import re
import string
import struct
import time
import urllib.parse
import uuid
import zlib


def main(request, response):
    lines = [
        base64.b64encode(b"\xff\x00").decode(),
        hashlib.md5(b"a").hexdigest(), hashlib.sha1(b"a").hexdigest(), hashlib.sha256(b"a").hexdigest(),
        html.escape("<&\">"), json.dumps({"a": [1, None, "\u00e9"]}, sort_keys=True), str(math.pi),
        str(mimetypes.guess_type("a.html")), re.sub("[aeiou]", "*", "vowels out"), string.ascii_letters,
        struct.pack("<IH", 1, 2).hex(), time.strftime("%Y-%m-%d", time.gmtime(0)),
        urllib.parse.quote("\u00e9 /?"), urllib.parse.urlencode([("a", "b c")]), str(uuid.UUID(int=1)),
        zlib.decompress(zlib.compress(b"squeezed")).decode(), gzip.decompress(gzip.compress(b"zipped")).decode(),
        str(array.array("H", [1, 2]).tolist()), str(datetime.date(2020, 2, 29) + datetime.timedelta(days=366)),
        io.StringIO("line\n").readline().strip(), os.path.join("a", "b"), random.Random(7).choice("abcdef"),
    ]
    return "\n".join(lines)
