def main(request, response):
    upload = request.POST.first(b"file")
    lines = [
        "name: %r" % upload.name,
        "filename: %r" % upload.filename,
        "type: %r" % upload.type,
        "type_options: %r" % upload.type_options,
        "disposition: %r" % upload.disposition,
        "disposition_options: %r" % upload.disposition_options,
        "headers: %r" % sorted(upload.headers.items()),
        "value: %r" % upload.value,
        "file at its begin: %r" % upload.file.read(4),
        "rest: %r" % upload.file.read(),
        "text beside it: %r" % request.POST.first(b"text", b"none"),
    ]
    return [("Content-Type", "text/plain")], "\n".join(lines)
