import os
import stat


def main(request, response):
    here = os.path.dirname(__file__)
    lines = []
    for name in ("shelf", "shelf/data.json", "shelf/none", "beside.py", "shelf/inner/.."):
        path = os.path.join(here, name)
        lines.append("%s: %r" % (name, (os.path.exists(path), os.path.isfile(path), os.path.isdir(path))))
    path = os.path.join(here, "shelf", "data.json")
    facts = os.stat(path)
    lines.append("size %d %d, regular %r" % (facts.st_size, os.path.getsize(path), stat.S_ISREG(facts.st_mode)))
    lines.append("modified is a float: %r" % isinstance(os.path.getmtime(path), float))
    lines.append("access: %r %r" % (os.access(path, os.R_OK), os.path.samefile(path, path)))
    return "\n".join(lines)
