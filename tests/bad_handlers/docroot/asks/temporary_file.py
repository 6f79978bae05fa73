import tempfile


def main(request, response):
    tempfile.TemporaryFile()
