import os


def main(request, response):
    return b"\n".join([
        type(__file__).__name__.encode(),
        os.path.basename(__file__).encode(),
        os.path.relpath(__file__, request.doc_root).encode(),
    ])
