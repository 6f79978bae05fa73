"""Templates and pipes that take paths: a hash of a file, its place, another file's text."""

from wptserve.pipes import template


def main(request, response):
    told = []
    for text in [b"{{file_hash(md5, ../beside/secret.txt)}}", b"{{file_hash(md5, links/absolute.txt)}}",
                 b"{{file_hash(md5, ../../../../etc/passwd)}}", b"{{fs_path(../beside/secret.txt)}}", b"{{fs_path(links/absolute.txt)}}"]:
        try:
            told.append(template(request, text).decode())
        except Exception as error:
            told.append(type(error).__name__)
    bad = [one for one in told if "tmp" in one or len(one) == 32]
    return "got " + (" ".join(bad) or "nothing")
