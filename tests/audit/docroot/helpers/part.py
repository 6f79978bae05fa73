import logging


def say(text):
    logging.getLogger("part").error(text)
