"""Bytes for the wire, as they come in the query."""

import urllib.parse


def main(request, response):
    response.writer.write(urllib.parse.unquote_to_bytes(request.url_parts.query))
    response.close_connection = True
