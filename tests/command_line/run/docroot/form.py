def main(request, response):
    names = b",".join(request.POST.get_list(b"name"))
    upload = request.POST.get(b"upload")
    content = b"%s (%s)" % (upload.value, upload.filename.encode()) if upload is not None else b"no file"
    return b"names %s, %s" % (names, content)
