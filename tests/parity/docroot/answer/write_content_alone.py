def main(request, response):
    response.content = b"a body whose head comes by itself"
    response.write_content()
