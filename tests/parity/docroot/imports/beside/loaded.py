def text():
    return "from " + __name__
