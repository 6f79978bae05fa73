import io


def main(request, response):
    seen = []
    for content in (b"bytes", "text", ["a", "", lambda: b"b", lambda: None, None], io.BytesIO(b"file")):
        response.content = content
        seen.append(list(response.iter_content()))
    response.content = io.BytesIO(b"x" * 40000)
    seen.append([len(part) for part in response.iter_content(read_file=True)])
    response.content = "\n".join(map(repr, seen))
