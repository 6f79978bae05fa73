from wptserve.utils import HTTPException


def main(request, response):
    raise HTTPException("the reason", None)
