def main(request, response):
    return repr(request.raw_headers.getallmatchingheaders("x-twice"))
