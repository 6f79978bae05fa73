from wptserve.handlers import HTTPException


def main(request, response):
    response.headers.set("X-Before", "thrown away")
    response.status = 203
    raise HTTPException(405, "not this way")
