import os


def main(request, response):
    try:
        open(os.path.join(os.path.dirname(__file__), "shelf"), "rb")
    except OSError as error:
        return type(error).__name__
    return b"never"
