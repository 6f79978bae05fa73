import importlib.resources
import pkgutil


def main(request, response):
    files = importlib.resources.files("imports.pack")
    text = files.joinpath("words.txt").read_text()
    with importlib.resources.as_file(files / "words.txt") as path:
        name = path.name
    modules = sorted(module.name for module in pkgutil.iter_modules(__import__("imports.pack").pack.__path__))
    return "%s %s %s %s" % (text.split(), name, modules, pkgutil.get_data("imports.pack", "words.txt"))
