def main(request, response):
    response.content = "a"
    response.content += "b"
    response.content += "\u00e9"
