import pathlib


def main(request, response):
    shelf = pathlib.Path(__file__).parent / "shelf"
    return "%s %s %s" % (
        (shelf / "data.json").read_text().strip(), sorted(path.name for path in shelf.iterdir()), (shelf / "no").exists())
