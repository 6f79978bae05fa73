"""A template with functions."""


def main(request, response):
    response.content = b"{{file_hash(md5, static/pipes/text.txt)}} {{file_hash(sha256,static/pipes/empty.txt)}} {{uuid()}} {{header_or_default(X-None, none)}} {{ports[http][0]}} {{hosts[][]}} {{domains[]}}"
