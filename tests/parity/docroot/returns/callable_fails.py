def refuse():
    raise RuntimeError("called, and failed")


def main(request, response):
    return [("Content-Length", "10")], ["start", refuse, "end"]
