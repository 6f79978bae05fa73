import glob
import os


def main(request, response):
    here = os.path.dirname(__file__)
    shelf = os.path.join(here, "shelf")
    lines = [
        ",".join(sorted(os.listdir(shelf))),
        ",".join(sorted(os.path.basename(path) for path in glob.glob(os.path.join(shelf, "*.txt")))),
        ",".join(sorted(os.path.relpath(path, shelf) for path in glob.glob(os.path.join(shelf, "**", "*"), recursive=True))),
        ",".join("%s/%s" % (entry.name, entry.is_dir()) for entry in sorted(os.scandir(shelf), key=lambda entry: entry.name)),
        repr([(os.path.relpath(folder, shelf), sorted(folders), sorted(names)) for folder, folders, names in os.walk(shelf)]),
    ]
    return "\n".join(lines)
