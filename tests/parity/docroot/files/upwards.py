import os


def main(request, response):
    path = os.path.join(os.path.dirname(__file__), "..", "files", "other", "..", "shelf", "data.json")
    return "%s %d" % (os.path.exists(path), len(open(os.path.normpath(path)).read()))
