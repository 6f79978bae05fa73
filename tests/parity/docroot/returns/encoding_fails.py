def main(request, response):
    response.encoding = "ascii"
    return "gr\u00fc\u00dfe"
