"""Imported by `/imports/from-docroot.py`. It has no `main`: asking for it by URL is a 500."""

WORDS = {"cy": "Shwmae", "en": "Hello", "sw": "Habari"}


def greeting(language):
    return WORDS.get(language, WORDS["en"])
