def main(request, response):
    return b""


import mmap
