"""The docroot of the warm-up: between them these handlers use what real ones use."""

FILES = {
    "three.py": "def main(request, response):\n    return 200, [(b'Content-Type', b'text/plain')], b'hello'\n",
    "two.py": """
def main(request, response):
    return [("Content-Type", "text/plain"), ("X-N", 1), ("x-n", "2")], "h\\xe9"
""",
    "one.py": "def main(request, response):\n    return b'content'\n",
    "frames.py": """
def handle_headers(frame, request, response):
    response.writer.write_headers([("x-stream", frame.stream_id)], 200)

def handle_data(frame, request, response):
    response.writer.write_data(frame.data, last=bool(frame.stream_ended))

def main(request, response):
    pass
""",
    "nothing.py": """
def main(request, response):
    response.status = (404, "Not here") if b"n" in request.GET else 202
    response.headers.set("Content-Type", "text/html")
    response.headers.append(b"X-A", b"1")
    response.headers.append("x-a", 2)
    response.headers.update([("A", "b")])
    assert response.headers.get("x-a") and "X-A" in response.headers and response.headers.items()
    response.content = "<p>text</p>"
    response.content += "more"
""",
    "cors.py": """
from wptserve.utils import isomorphic_decode, isomorphic_encode

def main(request, response):
    response.headers.set(b"Access-Control-Allow-Origin", request.headers.get(b"Origin", b"*"))
    response.headers.set(b"Cache-Control", b"no-store")
    if request.method == "OPTIONS":
        response.headers.set(b"Access-Control-Allow-Methods", request.headers[b"Access-Control-Request-Method"])
        response.headers.set(b"Access-Control-Max-Age", 0)
        return b""
    return 200, [], isomorphic_encode(isomorphic_decode(request.GET.first(b"q", b"")) + "%r" % dict(request.headers))
""",
    "props.py": """
def main(request, response):
    r = request
    seen = [r.method, r.protocol_version, r.request_path, r.url, r.url_parts, r.url_parts.hostname, r.url_parts.port,
            r.url_base, r.request_line, r.route_match, r.client_address, r.doc_root, repr(r), r.GET.get_list(b"a"),
            r.GET.get(b"zz"), list(r.GET.items()), list(r.headers.items()), r.headers.get_list("host"),
            "host" in r.headers, str(r.raw_headers), list(r.raw_headers.raw_items()), r.server.config["ports"]]
    for name in r.headers:
        seen.append(r.headers[name])
    return repr(seen)
""",
    "cookies.py": """
import datetime

def main(request, response):
    response.set_cookie(b"a", request.cookies.first(b"session").value, max_age=datetime.timedelta(hours=1),
                        httponly=True, secure=True, samesite="Lax")
    response.set_cookie("b", "c", path="/x", expires=datetime.timedelta(days=2))
    response.set_cookie("d", "c", domain="example.test", expires=datetime.datetime(2030, 1, 2), max_age=5)
    response.delete_cookie(b"session")
    response.unset_cookie("nope")
    return [("X-Cookies", b",".join(k for k in request.cookies))], repr(request.cookies.get_list(b"x"))
""",
    "auth.py": """
def main(request, response):
    return 401 if request.auth.username is None else 200, [], b"%r" % request.auth.password
""",
    "form.py": """
def main(request, response):
    form = request.POST
    upload = form.first(b"file", None)
    if upload is not None:
        return repr((upload.filename, upload.type, upload.file.read(), upload.value, str(upload.headers)))
    return repr(sorted(form.items()))
""",
    "body.py": """
import json

def main(request, response):
    first = request.raw_input.readline()
    rest = request.raw_input.read(3) + b"".join(request.raw_input)
    request.raw_input.seek(0)
    return json.dumps({"length": len(request.body), "equal": first + rest == request.body})
""",
    "json_value.py": """
from wptserve.handlers import json_handler

@json_handler
def main(request, response):
    return {"headers": {k.decode(): request.headers[k].decode() for k in request.headers}, "n": [1, 2.5, None, True]}
""",
    "stash.py": """
import uuid, datetime

def main(request, response):
    stash = request.server.stash
    token = str(uuid.uuid4())
    for value in ("text", b"bytes", b"\\xff", 7, [1, (2, {3})], {b"k": {"n": None}}, datetime.date(2020, 1, 1), True):
        stash.put(token, value)
        assert stash.take(token.encode()) == value
    with stash.lock:
        stash.put(token, 1, path="/elsewhere")
        stash.take(token, "/elsewhere")
    return b"done" if stash.take(token) is None else b"what"
""",
    "writer.py": """
def main(request, response):
    writer = response.writer
    writer.write_status(200)
    writer.write_header("Content-Type", "text/plain")
    writer.write_header(b"Content-Length", 6)
    writer.end_headers()
    writer.write(b"abc")
    writer.write("def")
""",
    "head_first.py": """
def main(request, response):
    response.headers.set("A", "b")
    response.write_status_headers()
    response.writer.write("x")
""",
    "write_content.py": "def main(request, response):\n    response.writer.write_content(b'content')\n",
    "chunks.py": """
def main(request, response):
    response.headers.set("Transfer-Encoding", "chunked")
    response.write_status_headers()
    response.writer.write("3\\r\\nabc\\r\\n0\\r\\n\\r\\n")
""",
    "raw.py": "def main(request, response):\n    response.writer.write(b'HTTP/1.1 200 OK\\n\\nx')\n",
    "generated.py": """
def main(request, response):
    return [("A", "b")], (piece for piece in (b"one", "two", lambda: b"three", None))
""",
    "file.py": "import io\ndef main(request, response):\n    return [], io.BytesIO(b'file')\n",
    "raises.py": """
import json

def inner():
    raise ValueError("boom")

def main(request, response):
    try:
        json.loads("{")
    except ValueError:
        inner()
""",
    "http_exception.py": """
from wptserve.utils import HTTPException

def main(request, response):
    raise HTTPException(404, "none")
""",
    "set_error.py": "def main(request, response):\n    response.set_error(400, 'bad')\n",
    "no_main.py": "x = 1\n",
    "five_items.py": "def main(request, response):\n    return 1, 2, 3, 4, 5\n",
    "none_header.py": "def main(request, response):\n    response.headers.set('A', request.headers.get('nope'))\n",
    "handler_class.py": """
from http.server import BaseHTTPRequestHandler

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        content = repr((self.path, self.headers["Host"], self.client_address)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_POST(self):
        self.send_error(400, self.rfile.read(int(self.headers["Content-Length"])).decode())

    def log_message(self, format, *arguments):
        return "%s - - [%s] %s" % (self.address_string(), self.log_date_time_string(), format % arguments)
""",
    "served.py": """
from wsgiref.simple_server import WSGIRequestHandler, make_server

class Quiet(WSGIRequestHandler):
    def log_message(self, format, *arguments):
        pass

def answers(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ["PATH_INFO"].encode("latin-1")]

if __name__ == "__main__":
    with make_server("", 8000, answers, handler_class=Quiet) as server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            pass
""",
    "application.wsgi": """
def application(environ, start_response):
    fields = [("Content-Type", "text/plain; charset=utf-8"), ("X-Query", environ["QUERY_STRING"])]
    if environ["REQUEST_METHOD"] == "POST":
        content = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        start_response("201 Created", fields)
        return (part for part in (content, b"", environ["wsgi.input"].readline()))
    content = repr((environ["SCRIPT_NAME"], environ["PATH_INFO"], environ.get("HTTP_COOKIE"))).encode()
    start_response("200 OK", [*fields, ("Content-Length", str(len(content)))])
    return [content]
""",
    "cgi-bin/script.py": """
import os
import sys
from urllib.parse import parse_qs

form = parse_qs(sys.stdin.read(int(os.environ.get("CONTENT_LENGTH") or 0)) or os.environ["QUERY_STRING"])
print("Content-Type: text/plain")
print()
print(sys.argv[1:], sorted(form.items()), os.environ.get("PATH_INFO", ""))
""",
    "top/resources/helper.py": "VALUE = 1\ndef double(x):\n    return 2 * x\n",
    "top/package/__init__.py": "from . import part\n",
    "top/package/part.py": "A = 1\n",
    "top/da-shed/name.py": "B = 2\n",
    "top/beside.py": "C = 3\n",
    "top/imports.py": """
import importlib
import os
import sys
from top.resources import helper
import top.package.part
dashed = importlib.import_module("top.da-shed.name")
sys.path.insert(0, os.path.dirname(__file__))
import beside
import imp
loaded = imp.load_source("loaded", os.path.join(os.path.dirname(os.path.abspath(__file__)), "resources", "helper.py"))
try:
    import does_not_exist
except ImportError:
    pass

def main(request, response):
    return repr((helper.double(2), top.package.part.A, dashed.B, beside.C, loaded.VALUE))
""",
    "library.py": """
import base64, binascii, collections, csv, datetime, decimal, enum, fnmatch, gzip, hashlib, hmac, html, io, itertools
import json, math, mimetypes, random, re, string, struct, textwrap, time, traceback, urllib.parse, uuid, zlib
import email.message, email.parser, email.utils, html.parser, http.cookies, xml.etree.ElementTree as ElementTree
from dataclasses import dataclass

@dataclass
class Point:
    x: int
    y: int = 0

def main(request, response):
    seen = []
    put = seen.append
    put(urllib.parse.parse_qs("a=1&b=%20x+y"))
    put(urllib.parse.quote("/a b\\xe9") + urllib.parse.unquote("%C3%A9") + urllib.parse.urlencode({"a": "b c"}))
    put(urllib.parse.urljoin("http://a/b/c", "../d") + urllib.parse.urlparse("http://u:p@h:1/p?q#f").netloc)
    put(json.loads(json.dumps({"a": [1, 2.5, None, True, "\\xe9"]}, indent=2, sort_keys=True)))
    put(re.sub(r"(\\w+)=(\\d+)", lambda m: m.group(2), "foo=12 bar=34") + re.split(r"[,;]\\s*", "a, b;c")[1])
    put(re.findall(rb"[a-z]+", b"ab cd") + re.compile("^x{2,3}?(?:y|z)(?=w)", re.I).findall("xxyw"))
    put(datetime.datetime.strptime("2020-01-02 03:04:05", "%Y-%m-%d %H:%M:%S").strftime("%a, %d %b %Y %H:%M:%S GMT"))
    put(datetime.datetime.now().isoformat() + time.strftime("%a, %d %b %Y", time.gmtime(time.time())))
    put(datetime.datetime.fromisoformat("2020-01-02T03:04:05+00:00") + datetime.timedelta(days=1))
    put(base64.b64decode(base64.b64encode(b"abc")) + binascii.hexlify(b"x") + base64.urlsafe_b64encode(b"\\xff"))
    put([hashlib.new(name, b"x").hexdigest() for name in ("md5", "sha1", "sha256", "sha384", "sha512")])
    put(hmac.new(b"k", b"m", "sha256").hexdigest())
    put(gzip.decompress(gzip.compress(b"x" * 100)) + zlib.decompress(zlib.compress(b"y")))
    put((uuid.uuid4().hex, random.random(), random.choice("abc"), random.randint(1, 6), random.sample(range(9), 2)))
    put(html.escape("<&>") + html.unescape("&amp;&eacute;") + string.Template("$a").substitute(a=1))
    put(struct.pack("!HI", 1, 2) + bytes(bytearray(b"a")) + b"%d %s" % (1, b"x"))
    put("{:>5} {!r} {:.2f}".format("a", "b", 1.5) + f"{Point(1)!r:>20}" + "%s %5d" % ("a", 1))
    put(decimal.Decimal("1.10") + 1)
    put(textwrap.dedent("  a\\n  b") + str(mimetypes.guess_type("a.html")) + str(fnmatch.fnmatch("a.txt", "*.txt")))
    put(list(csv.reader(io.StringIO("a,b\\nc,d"))) + list(itertools.chain([1], [2])))
    put(collections.Counter("aab").most_common(1) + list(collections.OrderedDict(a=1).items()))
    message = email.parser.Parser().parsestr("Subject: x\\nContent-Type: text/plain; charset=utf-8\\n\\nbody")
    put(message.as_string() + email.utils.formatdate(0, usegmt=True))
    put(email.utils.parsedate("Thu, 01 Jan 1970 00:00:00 GMT"))
    cookies = http.cookies.SimpleCookie("a=b; c=d")
    put(cookies.output() + ElementTree.tostring(ElementTree.fromstring("<a b='c'>d</a>"), encoding="unicode"))
    put(math.sqrt(2) + sum(x * x for x in range(9)))
    put(io.TextIOWrapper(io.BytesIO("a\\nb\\xe9".encode())).read())
    put(io.TextIOWrapper(io.BytesIO(b"x\\xe9"), "latin-1").read())
    put(["x".encode(name) for name in ("utf-16", "utf-8-sig", "ascii", "cp1252", "shift_jis", "euc-jp", "gb18030")])
    try:
        raise KeyError("k") from ValueError("v")
    except KeyError:
        put(traceback.format_exc())
    return [("Content-Type", "text/plain")], "\\n".join(map(str, seen))
""",
}
