def main(request, response):
    try:
        int("first")
    except ValueError as error:
        raise RuntimeError("second, because of the first") from error
