# Two requests that belong together: the first gets a cookie, the second shows it.
def main(request, response):
    if b"visits" in request.cookies:
        visits = int(request.cookies.first(b"visits").value) + 1
    else:
        visits = 1
    response.set_cookie(b"visits", b"%d" % visits, max_age=3600)
    response.headers.set("Cache-Control", "no-store")
    return "visit %d" % visits
