"""XML with an external entity, and URLs of files: the library opens what the text names."""

import urllib.request
import xml.sax
from xml.sax.handler import ContentHandler, feature_external_ges


class Collects(ContentHandler):
    text = ""

    def characters(self, content):
        self.text += content


def parsed(url):
    collects, reader = Collects(), xml.sax.make_parser()
    reader.setContentHandler(collects)
    reader.setFeature(feature_external_ges, True)
    reader.feed('<!DOCTYPE a [<!ENTITY secret SYSTEM "%s">]><a>&secret;</a>' % url)
    reader.close()
    return collects.text


def attempt():
    url = "file://" + OUTSIDE + "/secret.txt"
    for way in [lambda: urllib.request.urlopen(url).read().decode(), lambda: parsed(url), lambda: parsed(OUTSIDE + "/secret.txt")]:
        try:
            found = way()
            if found:
                return "got " + found
        except Exception as error:
            last = error
    raise last
