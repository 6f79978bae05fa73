from wptserve.utils import HTTPException


def main(request, response):
    try:
        {}["missing"]
    except KeyError as error:
        raise HTTPException(502, "wrapped") from error
