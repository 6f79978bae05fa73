import html


def main(request, response):
    title = html.escape(request.GET.first(b"title", b"untitled").decode("utf-8"))
    csp = request.GET.first(b"csp", None)
    if csp:
        response.headers.set("Content-Security-Policy", csp)
    body = u"""<!doctype html>
<meta charset=utf-8>
<title>%s</title>
<script>window.name = "%s";</script>
""" % (title, title)
    return [(b"Content-Type", b"text/html; charset=utf-8")], body
