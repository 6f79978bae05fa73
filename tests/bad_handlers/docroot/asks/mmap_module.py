import mmap


def main(request, response):
    return mmap.__name__
