import logging


def main(request, response):
    for number in range(20_000):
        logging.error("line %d of many", number)
    return b"logged"
