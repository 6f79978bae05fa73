def main(request, response):
    raise ExceptionGroup("several", [ValueError("one"), TypeError("two")])
