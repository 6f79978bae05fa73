"""The calls under the Python package, with what the query holds: `import _airlock` is open to every handler."""

import _airlock
import urllib.parse


def main(request, response):
    exec(urllib.parse.unquote(request.url_parts.query), {"_airlock": _airlock})
