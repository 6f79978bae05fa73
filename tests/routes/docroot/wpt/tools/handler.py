def main(request, response):
    return "ran"
