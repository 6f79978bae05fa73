# A folder of the docroot without __init__ does not stand in the way of the standard library.
import html
import json.decoder


def main(request, response):
    return html.unescape("&lt;") + json.decoder.__name__
