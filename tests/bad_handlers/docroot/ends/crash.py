import faulthandler


def main(request, response):
    faulthandler._sigsegv()
