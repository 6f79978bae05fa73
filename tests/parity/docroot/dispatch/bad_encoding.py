def main(request, response):
    return "grüße"
