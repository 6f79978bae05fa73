def main(request, response):
    if request.method == u"POST":
        upload = request.POST.first(b"file", None)
        if upload is None or isinstance(upload, bytes):
            return 400, [], b"no file"
        return 200, [(b"Content-Type", b"text/plain")], b"%s: %d bytes" % (
            upload.filename.encode("latin-1"), len(upload.file.read()))
    return [(b"Content-Type", b"text/html")], b"<form method=post enctype=multipart/form-data><input type=file name=file></form>"
