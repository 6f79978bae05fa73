"""Imported by `/imports/dashed-name.py`, which needs `importlib` for a name with dashes."""


def headers():
    return [("Access-Control-Allow-Origin", "*"), ("Timing-Allow-Origin", "*")]
