"""An HTTPException."""
from wptserve.utils import HTTPException


def main(request, response):
    raise HTTPException(403, "no")
