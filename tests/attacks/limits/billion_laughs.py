"""XML whose entities are made of entities."""

import xml.etree.ElementTree


def attempt():
    text = '<!DOCTYPE a [<!ENTITY e0 "%s">' % ("ha" * 20_000) + "".join('<!ENTITY e%d "%s">' % (n, "&e%d;" % (n - 1) * 10) for n in range(1, 12))
    return "got %d" % len(xml.etree.ElementTree.fromstring(text + "]><a>&e11;</a>").text)
