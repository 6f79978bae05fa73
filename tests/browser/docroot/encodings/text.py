def main(request, response):
    encoding = request.GET.first(b"encoding", None)
    if encoding is None:
        return [("Content-Type", "text/plain; charset=utf-8")], "na\u00efve \u2713 \U0001f40d"
    response.encoding = encoding.decode("ascii")
    charset = response.encoding.removesuffix("-le")
    return [("Content-Type", "text/html; charset=" + charset)], "<!doctype html><body>\u65e5\u672c\u8a9e"
