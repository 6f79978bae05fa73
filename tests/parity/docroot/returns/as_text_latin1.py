def main(request, response):
    response.encoding = "iso-8859-1"
    response.headers.set("Content-Type", "text/plain; charset=iso-8859-1")
    return "gr\u00fc\u00dfe"
