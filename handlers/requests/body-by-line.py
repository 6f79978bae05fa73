r"""The body as a file: `request.raw_input` reads, iterates over lines and seeks.

    printf 'cedar\nbirch\nash\n' | curl --data-binary @- 'http://127.0.0.1:8000/requests/body-by-line.py'
"""


def main(request, response):
    numbered = [b"%d %s" % (number, line) for number, line in enumerate(request.raw_input, 1)]
    request.raw_input.seek(0)
    numbered.append(b"the first five bytes again: %s\n" % request.raw_input.read(5))
    return [("Content-Type", "text/plain")], b"".join(numbered)
