from urllib.parse import urljoin, urlunsplit


def main(request, response):
    parts = request.url_parts
    origin = urlunsplit((parts.scheme, parts.netloc, "", "", ""))
    return [("Location", urljoin(request.url, "other.py?x=y"))], origin
