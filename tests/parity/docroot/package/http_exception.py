from wptserve.utils import HTTPException


def main(request, response):
    code = int(request.GET.first(b"code"))
    if b"message" in request.GET:
        raise HTTPException(code, request.GET.first(b"message").decode("latin-1"))
    raise HTTPException(code)
