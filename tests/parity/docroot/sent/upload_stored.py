import io


def main(request, response):
    upload = request.POST[b"file"]
    copy = io.BytesIO()
    for line in upload.file:
        copy.write(line)
    return [("Content-Type", upload.type), ("X-Content-Type", upload.headers["Content-Type"])], copy.getvalue()
