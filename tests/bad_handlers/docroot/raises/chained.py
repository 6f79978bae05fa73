def main(request, response):
    try:
        raise KeyError("first")
    except KeyError as error:
        raise ValueError("second") from error
