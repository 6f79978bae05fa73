from wptserve.utils import HTTPException


def main(request, response):
    raise HTTPException(503, "the reason")
