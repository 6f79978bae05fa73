# A byte order mark before the first line.
def main(request, response):
    return "grüße"
