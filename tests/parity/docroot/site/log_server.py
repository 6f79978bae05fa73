from wptserve.handlers import json_handler


@json_handler
def main(request, response):
    return {
        "auth": request.auth.username.decode() if request.auth.username else None,
        "cookies": sorted(name.decode() for name in request.cookies),
        "referrer": request.headers.get(b"Referer", b"").decode(),
        "secure": request.url_parts.scheme == "https",
    }
