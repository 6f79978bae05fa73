import logging


def main(request, response):
    print("said in print")
    logging.error("said in logging")
    return b"said"
