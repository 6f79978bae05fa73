"""What the request's URL is made of; `url_parts` is the result of `urllib.parse.urlsplit`.

    curl 'http://127.0.0.1:8000/requests/url-parts.py?a=1&b=%20'
"""

import json


def main(request, response):
    parts = request.url_parts
    report = {
        "request_path": request.request_path,
        "scheme": parts.scheme,
        "hostname": parts.hostname,
        "port": parts.port,
        "path": parts.path,
        "query": parts.query,
    }
    return [("Content-Type", "application/json")], json.dumps(report, indent=2) + "\n"
