import io


def main(request, response):
    return [("Content-Type", "text/plain")], io.StringIO("text \u00e9 from memory")
