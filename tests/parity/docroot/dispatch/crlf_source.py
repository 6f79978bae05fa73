def main(request, response):
    text = """a
b"""
    return text
