# Some handlers name their arguments differently; only the order counts.
def main(req, res):
    res.headers.set("Content-Type", "text/plain")
    res.content = b"%s as %s" % (req.method.encode(), type(res).__name__.encode())
