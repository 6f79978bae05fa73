NAME = "imports.plain.tools"


def shout(text):
    return text.upper() + "!"
