import errno
import os


def main(request, response):
    try:
        open(os.path.join(os.path.dirname(__file__), "shelf", "nothing.txt"))
    except FileNotFoundError as error:
        return 404, [], "%s %s" % (errno.errorcode[error.errno], os.path.basename(error.filename))
    return b"never"
