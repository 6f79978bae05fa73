from wptserve.utils import HTTPException


def main(request, response):
    try:
        int("nothing")
    except ValueError:
        raise HTTPException(400, "what was that?")
