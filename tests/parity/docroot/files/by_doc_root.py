import os


def main(request, response):
    return open(os.path.join(request.doc_root, "files", "shelf", "data.json"), "rb").read()
