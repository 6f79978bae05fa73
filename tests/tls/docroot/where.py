def main(request, response):
    """Says how the request came."""
    return "%s %s %s" % (request.url, request.url_parts.scheme, request.protocol_version)
