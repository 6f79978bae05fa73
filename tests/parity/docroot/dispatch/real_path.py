def main(request, response):
    response.headers.set("X-File", __file__)
    return "%s below %s" % (__file__, request.doc_root)
