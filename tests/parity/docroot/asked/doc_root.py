import os


def main(request, response):
    names = sorted(os.listdir(os.path.join(request.doc_root, "asked", "shelf")))
    lines = [type(request.doc_root).__name__, str(os.path.isabs(request.doc_root)), ",".join(names)]
    return "\n".join(lines)
