"""Import from any folder of the docroot by its dotted name; no `__init__.py` is needed.

    curl 'http://127.0.0.1:8000/imports/from-docroot.py?language=cy'
"""

from shared.greetings import greeting


def main(request, response):
    language = request.GET.first(b"language", b"en").decode("ascii")
    return [("Content-Type", "text/plain")], "%s!\n" % greeting(language)
