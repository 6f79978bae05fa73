"""Whose file and whose module this handler finds under names that both tenants have."""

import os

import helper


def main(request, response):
    with open(os.path.join(request.doc_root, "page.txt")) as page:
        return "%s %s" % (page.read().strip(), helper.NAME)
