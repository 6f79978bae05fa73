"""`append` adds one more header line of a name, `set` replaces those there are; returned headers are appended.

    curl -i 'http://127.0.0.1:8000/answers/repeated-headers.py'
"""


def main(request, response):
    response.headers.append("Link", "</fonts.css>; rel=preload; as=style")
    response.headers.append("Link", "</play.js>; rel=preload; as=script")
    response.headers.set("X-Choice", "the first, soon gone")
    response.headers.set("X-Choice", "the second, which stays")
    return [("Link", "</next>; rel=next")], "Three Link lines, one X-Choice.\n"
