

def said(query):
    """What the trick got, or what it was told instead."""
    try:
        return "%s" % (globals()[query or "attempt"](),)
    except Exception as error:
        return "raised %s: %s" % (type(error).__name__, error)
