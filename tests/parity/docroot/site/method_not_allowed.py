def main(request, response):
    if request.method not in (u"GET", u"HEAD"):
        response.set_error(405, u"only GET and HEAD")
        return
    return u"allowed"
