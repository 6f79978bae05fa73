"""The old way out of restricted Pythons: from any object to all classes, and from there to one that starts programs."""


def attempt():
    told = "nothing"
    for one in ().__class__.__base__.__subclasses__():
        scope = getattr(getattr(one.__init__, "__globals__", None), "get", lambda name: None)
        for name, use in [("system", lambda f: f("true")), ("popen", lambda f: f("echo a").read()), ("Popen", lambda f: f(["true"]).wait())]:
            found = scope(name)
            if callable(found):
                try:
                    return "got %r by %s" % (use(found), one.__name__)
                except (OSError, AttributeError, TypeError) as error:
                    told = "nothing, but %s" % type(error).__name__
    # What is there is the function; what it would call is not.
    return "got nothing" if told.startswith("nothing") else told
